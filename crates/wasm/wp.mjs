// wp's engine in WebAssembly: `const wp = await load(wasmBytes, modelBytes)`, then
// `wp.ask({ask: "predict", situation: "…"})` returns what `wp predict --json` prints,
// or throws an Error with a `hint`.

export async function load(wasm, model) {
  const { instance } = await WebAssembly.instantiate(wasm, {});
  const { memory, wp_alloc, wp_free, wp_load, wp_ask } = instance.exports;

  const hand = (bytes, call) => {
    const at = wp_alloc(bytes.length);
    new Uint8Array(memory.buffer, at, bytes.length).set(bytes);
    const answer = call(at, bytes.length);
    wp_free(at, bytes.length);
    return answer;
  };
  const read = (at) => {
    const length = new DataView(memory.buffer).getUint32(at, true);
    const text = new TextDecoder().decode(new Uint8Array(memory.buffer, at + 4, length));
    wp_free(at, length + 4);
    return text;
  };
  const fail = ({ error, hint }) => Object.assign(new Error(error), { hint });

  const failed = hand(model, wp_load);
  if (failed !== 0) throw fail(JSON.parse(read(failed)));
  const askText = (text) => read(hand(new TextEncoder().encode(text), wp_ask));
  return {
    askText,
    ask(request) {
      const { answer, ...problem } = JSON.parse(askText(JSON.stringify(request)));
      if (answer === undefined) throw fail(problem);
      return answer;
    },
  };
}
