// Whether WebAssembly answers as native code does, to the last bit:
// `node --test` with WP_WASM, WP_MODEL and WP_NATIVE (the lines of examples/native.rs).
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { load } from "../wp.mjs";

const wasm = readFileSync(process.env.WP_WASM);
const model = readFileSync(process.env.WP_MODEL);
const lines = readFileSync(process.env.WP_NATIVE, "utf8").trim().split("\n").map((l) => JSON.parse(l));

test(`${lines.length} answers are those of native code`, async () => {
  const wp = await load(wasm, model);
  const asked = new Set();
  let refused = 0;
  for (const { request, answer } of lines) {
    assert.equal(wp.askText(request), answer, request);
    asked.add(JSON.parse(request).ask);
    refused += JSON.parse(answer).error !== undefined;
  }
  assert.deepEqual([...asked].sort(), ["fourth-down", "kickoff", "predict", "simulate", "timeout", "two-point"]);
  assert.ok(refused < lines.length / 20, `${refused} refused`);
});

test("mistakes are answers with a hint", async () => {
  const wp = await load(wasm, model);
  assert.throws(() => wp.ask({ ask: "predict", situation: "4th and 2 at the opp 135" }), (e) => e.hint.length > 0);
  assert.throws(() => wp.ask({ ask: "weather", situation: "" }), /no request/);
  await assert.rejects(load(wasm, model.subarray(0, 1000)), /damaged/);
  await assert.rejects(load(wasm, new TextEncoder().encode("no model")), /not a wp model/);
});

test("memory stays flat over many answers", async () => {
  const { instance } = await WebAssembly.instantiate(wasm, {});
  assert.ok(instance.exports.memory.buffer.byteLength < 32 << 20);
  const wp = await load(wasm, model);
  for (let i = 0; i < 2000; i++) wp.ask({ ask: "predict", situation: "1st and 10 at own 25, tied, 15:00 left in Q1" });
});
