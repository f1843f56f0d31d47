// What the service says of games: answers, and events as they come.

import { KEY } from './engine.js';

/** What stands at an address, or an error in the service's words. */
export async function answer(path, headers = {}, signal = undefined) {
  const token = sessionStorage.getItem(KEY);
  if (token !== null) headers.authorization = `Bearer ${token}`;
  const response = await fetch(new URL(path, import.meta.url), { headers, signal });
  if (response.status === 401) throw new Error('This service asks for its token: open the calculator first.');
  if (!response.ok) throw new Error((await response.json()).detail);
  return response;
}

/** Events of a game, by fetch, since an EventSource cannot show a token. */
export async function* events(id, last, signal) {
  const headers = last === null ? {} : { 'last-event-id': String(last) };
  const response = await answer(`v1/games/${id}/events`, headers, signal);
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const blocks = (rest + value).split('\n\n');
    rest = blocks.pop();
    for (const block of blocks) {
      const data = block.split('\n').find((l) => l.startsWith('data: '));
      if (data !== undefined) yield JSON.parse(data.slice(6));
    }
  }
}
