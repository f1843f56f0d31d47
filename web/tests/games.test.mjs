// The page of games, served by the real `wp serve`: a game that is played while it is watched.

import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { launch, open, settled } from './site.mjs';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const WP = process.env.WP_COMMAND;
const PATIENCE = { timeout: 120_000 };
let browser;
let service;
let url;
let rows;

before(async () => {
  service = spawn(WP, ['serve', '--port', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await Promise.all([
    new Promise((resolve) => { createInterface(service.stdout).once('line', resolve); }),
    (async () => { browser = await launch(); })(),
  ]);
  url = `${line}/`;
  const text = execFileSync(WP, ['score', '--data', 'data/sample', '--seasons', '3001', '--out', '-', '--format', 'jsonl', '--quiet'],
    { encoding: 'utf8', maxBuffer: 1 << 30 });
  rows = text.split('\n').filter(Boolean).map(JSON.parse);
});
after(async () => {
  await browser?.close();
  service?.kill();
});

const gameOf = (at) => {
  const ids = [...new Set(rows.map((row) => row.game_id))];
  return rows.filter((row) => row.game_id === ids[at])
    .map((row) => ({ ...row, result: undefined, home_coach: 'Ann Home', away_coach: 'Bo Away' }));
};
async function send(plays) {
  const id = plays[0].game_id;
  const response = await fetch(`${url}v1/games/${id}/plays`, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(plays),
  });
  assert.equal(response.status, 200, await response.text());
}

/** Rows of the table of plays: those with a value of their own. */
async function own(id) {
  const { plays } = await (await fetch(`${url}v1/games/${id}`)).json();
  return plays.filter((play) => play.basis === 'own').length;
}
const grown = async (page, id) => page.waitForFunction((n) => document.querySelectorAll('#plays tr').length === n, await own(id));

test('a game grows on the page as it is played', PATIENCE, async () => {
  const plays = gameOf(0);
  const id = plays[0].game_id;
  await send(plays.slice(0, 30));
  const { page, context, errors, requests } = await open(browser, url);
  // From the calculator to the games.
  await settled(page);
  await page.click('#elsewhere a');
  await page.click(`#games a[href="#${id}"]`);
  await grown(page, id);
  const points = () => page.evaluate(() => document.querySelector('#chart .line').getAttribute('d').split('L').length);
  const before = await points();
  for (let at = 30; at < 60; at += 10) await send(plays.slice(at, at + 10));
  await grown(page, id);
  assert.equal(await points(), before + 30);
  // A play that is taken back is gone, a corrected one is corrected.
  const last = plays.slice(0, 60).findLast((play) => play.down !== null);
  await send([{ play_id: last.play_id, deleted: true }].map((row) => ({ ...row, game_id: id })));
  await grown(page, id);
  await send([...plays.slice(30), { ...plays.at(-1), play_id: 99_999, play_type: null, play_type_nfl: 'END_GAME' }]);
  await grown(page, id);
  assert.match(await page.textContent('#game-title'), /, final$/);
  // Decisions and turning points follow, with the page's own numbers.
  const review = await (await fetch(`${url}v1/games/${id}/review`)).json();
  await page.waitForFunction((n) => document.querySelectorAll('#downs tr').length === n, review.fourth_downs.length);
  assert.ok(review.fourth_downs.length > 3);
  assert.equal(await page.locator('#chart .turn').count(), review.turns.length);
  assert.match(await page.textContent('#downs'), /4th & \d+ at/);
  assert.deepEqual(errors, []);
  for (const address of requests) assert.ok(address.startsWith(url));
  await context.close();
});

test('the list is sorted, and coaches are added up', PATIENCE, async () => {
  for (const at of [1, 2, 3]) await send(gameOf(at));
  const { page, context, errors } = await open(browser, `${url}games`);
  await page.waitForFunction(() => document.querySelectorAll('#games tr').length === 4);
  await page.selectOption('#order', 'excitement');
  const shown = await page.locator('#games tr td:nth-child(4)').allTextContents();
  assert.deepEqual(shown, [...shown].sort((a, b) => b - a));
  await page.waitForFunction(() => document.querySelectorAll('#coaches tr').length === 2);
  assert.match(await page.textContent('#coaches'), /Ann Home.*Bo Away|Bo Away.*Ann Home/);
  assert.deepEqual(errors, []);
  await context.close();
});

for (const colorScheme of ['light', 'dark']) {
  for (const width of [1200, 360]) {
    test(`games, ${colorScheme} at ${width} px: nothing overflows, axe finds nothing`, PATIENCE, async () => {
      const plays = gameOf(0);
      const { page, context, errors } = await open(browser, `${url}games`, {
        hash: `#${plays[0].game_id}`, colorScheme, viewport: { width, height: 800 }, hasTouch: width < 500,
      });
      await page.waitForFunction(() => document.querySelectorAll('#downs tr').length > 3
        && document.querySelectorAll('#games tr').length > 0 && document.querySelectorAll('#coaches tr').length > 0);
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'scrolls sideways');
      await page.evaluate(await readFile(AXE, 'utf8'));
      const { violations } = await page.evaluate(() => globalThis.axe.run());
      assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html} ${nodes[0].failureSummary}`), []);
      // By keyboard alone: from the top to a game.
      await page.keyboard.press('Tab');
      for (let at = 0; at < 20 && !(await page.evaluate(() => document.activeElement.matches('#games a'))); at += 1) {
        await page.keyboard.press('Tab');
      }
      assert.ok(await page.evaluate(() => document.activeElement.matches('#games a')));
      assert.deepEqual(errors, []);
      if (process.env.WP_SCREENSHOTS) {
        const path = join(process.env.WP_SCREENSHOTS, `games-${colorScheme}-${width}.png`);
        await page.evaluate(() => document.activeElement.blur());
        await page.screenshot({ path, clip: { x: 0, y: 0, width, height: width < 500 ? 1500 : 1300 }, fullPage: true });
      }
      await context.close();
    });
  }
}
