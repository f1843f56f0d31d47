// The page's one way to the engine: `ask(request)` resolves to what `wp … --json`
// prints, or rejects with an Error that has the engine's `hint`. Whatever has such an
// `ask` can stand in for this one.

/** What the page says about where its answers come from. */
export const WHERE = 'Everything is computed in this browser; nothing you type leaves it.';

/** Where else this page's host leads: nowhere. */
export const LINKS = [];

/** @typedef {{ask: string, situation: string, level?: number}} Request */

/**
 * The WebAssembly engine in a worker, so that the page never waits for it.
 * `ready` resolves when it has loaded, or rejects if it cannot be.
 */
export function openEngine(url = new URL('worker.js', import.meta.url)) {
  const worker = new Worker(url, { type: 'module' });
  const waiting = new Map();
  let next = 0;

  const fail = (problem) => {
    for (const { reject } of waiting.values()) reject(problem);
    waiting.clear();
  };
  const ready = new Promise((resolve, reject) => {
    waiting.set('ready', { resolve, reject });
  });
  worker.onmessage = ({ data: { id, answer, error, hint } }) => {
    const asked = waiting.get(id);
    waiting.delete(id);
    if (error === undefined) asked?.resolve(answer);
    else asked?.reject(Object.assign(new Error(error), { hint }));
  };
  worker.onerror = (event) => {
    event.preventDefault();
    fail(Object.assign(new Error('the engine did not start'), {
      hint: 'reload the page; it needs a browser with WebAssembly and module workers',
    }));
  };

  return {
    ready,
    /** @param {Request} request */
    ask(request) {
      const id = next++;
      return new Promise((resolve, reject) => {
        waiting.set(id, { resolve, reject });
        worker.postMessage({ id, request });
      });
    },
  };
}
