// Runs the engine beside the page. Messages in: `{id, request}`; out: `{id, answer}` or
// `{id, error, hint}`; `id` is "ready" for the outcome of loading.

import { load } from './wp.mjs';

async function bytes(name) {
  let response;
  try {
    response = await fetch(new URL(name, import.meta.url));
  } catch {
    response = { ok: false, status: 'no answer' };
  }
  if (!response.ok) {
    throw Object.assign(new Error(`${name} could not be loaded (${response.status})`), {
      hint: `the folder of the page must hold ${name}; reload when it does`,
    });
  }
  return new Uint8Array(await response.arrayBuffer());
}

const start = async () => {
  const [wasm, model] = await Promise.all([bytes('wp.wasm'), bytes('wp.model')]);
  const fresh = () => load(wasm, model);
  return { wp: await fresh(), fresh };
};
const engine = start();

engine.then(
  () => postMessage({ id: 'ready' }),
  ({ message, hint }) => postMessage({ id: 'ready', error: message, hint }),
);

onmessage = async ({ data: { id, request } }) => {
  try {
    const loaded = await engine;
    try {
      postMessage({ id, answer: loaded.wp.ask(request) });
    } catch (problem) {
      // After a trap the instance's memory is in an unknown state.
      if (problem instanceof WebAssembly.RuntimeError) loaded.wp = await loaded.fresh();
      throw problem;
    }
  } catch ({ message, hint }) {
    postMessage({ id, error: message, hint });
  }
};
