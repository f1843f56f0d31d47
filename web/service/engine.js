// The page's way to the engine behind `wp serve`: the same `ask` as that of the engine in
// the browser, answered by the service that the page came from.

/** @typedef {{ask: string, situation: string, level?: number}} Request */

/** What the page says about where its answers come from. */
export const WHERE = 'Computed by the service that this page came from.';

/** Where else this page's host leads: names and addresses. */
export const LINKS = [['Games', 'games']];

/** Where the browser keeps the token while its tab is open. */
export const KEY = 'wp-token';

/** Shows a problem. */
export function tell(element, problem) {
  element.textContent = [problem.message, problem.hint].filter(Boolean).join('; ');
}

function problem(message, hint) {
  return Object.assign(new Error(message), { hint });
}

async function post(path, body) {
  const token = sessionStorage.getItem(KEY);
  const headers = { 'content-type': 'application/json' };
  if (token !== null) headers.authorization = `Bearer ${token}`;
  let response;
  try {
    response = await fetch(new URL(path, import.meta.url), { method: 'POST', headers, body });
  } catch {
    throw problem('the service does not answer', 'is wp serve still running?');
  }
  if (response.ok) return response.json();
  const { detail, hint } = await response.json().catch(() => ({}));
  throw Object.assign(problem(detail ?? `the service answered ${response.status}`, hint), { status: response.status });
}

// One question for all that were refused meanwhile.
let asking = null;
function askToken() {
  asking ??= Promise.resolve().then(() => {
    const token = prompt('This service asks for its token (wp serve --token).');
    if (token !== null) sessionStorage.setItem(KEY, token.trim());
    return token !== null;
  });
  return asking.finally(() => { asking = null; });
}

export function openEngine() {
  return {
    ready: Promise.resolve(),
    /** @param {Request} request */
    async ask({ ask, ...question }) {
      const body = JSON.stringify(question);
      try {
        return await post(`v1/${ask}`, body);
      } catch (refused) {
        if (refused.status !== 401 || !await askToken()) throw refused;
        return post(`v1/${ask}`, body);
      }
    },
  };
}
