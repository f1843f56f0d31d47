// The page in a real browser, served as a folder of files.

import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { launch, open, serve, settled } from './site.mjs';

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');
const PLAY = '4th and 2 at the opp 35, down 3, 2:10 left in Q4, 2 timeouts to 1, favored by 3';
let browser;
let site;

before(async () => {
  [browser, site] = await Promise.all([launch(), serve()]);
});
after(async () => {
  await browser?.close();
  site?.close();
});

/** Runs `check` on an opened page, which must log no errors and leave its folder alone. */
function onPage(name, options, check) {
  test(name, { timeout: 120_000 }, async () => {
    const opened = await open(browser, site.url, options);
    try {
      await settled(opened.page);
      await check(opened.page, opened);
      assert.deepEqual(opened.errors, []);
      for (const address of opened.requests) assert.match(address, new RegExp(`^(${site.url}|blob:)`));
    } finally {
      await opened.context.close();
    }
  });
}

const words = (page) => page.inputValue('#words');
const wp = async (page) => Number.parseFloat(await page.textContent('#wp'));
async function type(page, text) {
  await page.fill('#words', text);
  await settled(page);
}

onPage('answers the situation it opens with', {}, async (page) => {
  assert.equal(await words(page), PLAY);
  assert.match(await page.textContent('#interval'), /^90% interval \d+\.\d% to \d+\.\d%$/);
  assert.equal(await page.locator('#options li:not(.axis)').count(), 3);
  assert.match(await page.textContent('#rates'), /Conversion \d.*break-even \d/);
  assert.equal(await page.locator('#what-if tbody tr').count(), 6);
  assert.equal(await page.locator('#curve path.line').count(), 1);
  assert.match(await page.textContent('#understood'), /yard line opp 35/);
  assert.match(await page.textContent('#unknown'), /Not given: total, site/);
});

onPage('the first answer comes within 100 ms of the engine', {}, async (page) => {
  // Of five engines, each just loaded, so that a busy machine does not decide.
  const times = await page.evaluate(async () => {
    const { openEngine } = await import('./engine.js');
    const times = [];
    for (let i = 0; i < 5; i++) {
      const engine = openEngine();
      await engine.ready;
      const from = performance.now();
      await engine.ask({ ask: 'predict', situation: `1st and 10 at own 2${i}, tied, 9:00 left in Q2` });
      times.push(performance.now() - from);
    }
    return times;
  });
  console.log(`first answers after ${times.map((t) => t.toFixed(1)).join(', ')} ms`);
  assert.ok(Math.min(...times) <= 100, `${times} ms`);
});

onPage('words move the controls', {}, async (page) => {
  await type(page, '3rd & 7 own 20, up 21-17, 5:30 Q2, will receive the second half kickoff, 3 timeouts to 2');
  assert.ok(await page.isChecked('[name=down][value="3"]'));
  assert.ok(await page.isChecked('[name=qtr][value="2"]'));
  assert.equal(await page.inputValue('#ydstogo'), '7');
  assert.equal(await page.inputValue('#score_differential'), '4');
  assert.equal(await page.inputValue('#quarter_seconds_remaining'), '330');
  assert.equal(await page.inputValue('#receive_2h_ko'), 'true');
  assert.equal(await page.inputValue('#defteam_timeouts_remaining'), '2');
  assert.equal(await page.inputValue('#posteam_spread'), '');
  assert.equal(await page.getAttribute('#ball', 'aria-valuetext'), 'own 20');
  assert.ok(await page.isHidden('#decision'));
});

onPage('controls write the words', {}, async (page) => {
  await page.click('text=+ >> nth=0');
  await page.click('label:has([name=down][value="3"])');
  await page.selectOption('#posteam_timeouts_remaining', '0');
  await page.fill('#posteam_spread', '-2.5');
  await page.fill('#score_differential', '4');
  await page.click('label:has([name=qtr][value="2"])');
  await page.selectOption('#receive_2h_ko', 'true');
  await settled(page);
  assert.equal(await words(page),
    '3rd and 3 at the opp 35, up 4, 2:10 left in Q2, no timeouts to 1, underdog by 2.5, will receive the second half kickoff');
  await page.fill('#posteam_spread', '');
  await settled(page);
  assert.doesNotMatch(await words(page), /underdog/);
});

onPage('typing letter by letter ends in the same answer', {}, async (page) => {
  const expected = await wp(page);
  await page.fill('#words', '');
  await page.waitForFunction(() => /does not describe a play/.test(document.getElementById('problem').textContent));
  await page.focus('#words');
  await page.keyboard.type(PLAY, { delay: 5 });
  await settled(page);
  assert.equal(await wp(page), expected);
  assert.equal(await page.textContent('#problem'), '');
});

onPage('an error shows what is wrong and what to write', {}, async (page) => {
  await page.fill('#words', '4th and 2 at the 35, down 3, 2:10 left in Q4');
  await page.waitForFunction(() => document.querySelector('#problem .hint') !== null);
  assert.match(await page.textContent('#problem'), /35/);
  assert.equal(await page.getAttribute('#words', 'aria-invalid'), 'true');
  assert.ok(await page.evaluate(() => document.body.classList.contains('stale')));
  await type(page, PLAY);
  await page.waitForFunction(() => document.querySelector('#words').getAttribute('aria-invalid') === 'false');
});

onPage('the ball is dragged', {}, async (page) => {
  const ball = await page.locator('#ball .leather').boundingBox();
  const field = await page.locator('#field').boundingBox();
  const middle = { x: ball.x + ball.width / 2, y: ball.y + ball.height / 2 };
  await page.mouse.move(middle.x, middle.y);
  await page.mouse.down();
  await page.mouse.move(middle.x - (field.width / 120) * 30, middle.y, { steps: 8 });
  await page.mouse.up();
  await settled(page);
  assert.match(await words(page), /^4th and 2 at own 35, down 3/);
  // Near the goal line there are fewer yards to go; away from it the distance returns.
  await page.focus('#ball');
  await page.keyboard.press('End');
  assert.match(await words(page), /^4th and goal at the opp 1,/);
  await settled(page);
  await page.keyboard.press('PageDown');
  await settled(page);
  assert.match(await words(page), /^4th and 2 at the opp 11,/);
});

onPage('a finger on the field moves the ball', { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }, async (page) => {
  await page.locator('#field').scrollIntoViewIfNeeded();
  const field = await page.locator('#field').boundingBox();
  await page.touchscreen.tap(field.x + (field.width * 40) / 120, field.y + field.height / 2);
  await settled(page);
  assert.match(await words(page), /^4th and 2 at own 30,/);
});

onPage('by keyboard alone', {}, async (page) => {
  const seen = [];
  await page.evaluate(() => { document.activeElement.blur(); });
  for (let i = 0; i < 60; i++) {
    await page.keyboard.press('Tab');
    const at = await page.evaluate(() => {
      const { id, name, tagName, dataset } = document.activeElement;
      return id || name || dataset.for || tagName;
    });
    if (at === 'BODY') break;
    seen.push(at);
    if (at === 'ball') await page.keyboard.press('ArrowRight');
    if (at === 'down') await page.keyboard.press('ArrowLeft');
    if (at === 'copy-json') break;
  }
  for (const id of ['mode', 'words', 'ball', 'down', 'ydstogo', 'score_differential', 'qtr', 'quarter_seconds_remaining',
    'posteam_timeouts_remaining', 'posteam_spread', 'copy-link']) assert.ok(seen.includes(id), `${id} in ${seen}`);
  await settled(page);
  assert.match(await words(page), /^3rd and 2 at the opp 34,/);
});

onPage('a screen reader hears the answer', {}, async (page) => {
  await type(page, PLAY.replace('down 3', 'up 3'));
  await page.waitForFunction(() => document.getElementById('announce').textContent.includes(document.getElementById('wp').textContent));
  assert.equal(await page.getAttribute('#announce', 'role'), 'status');
  await page.fill('#words', '4th and 2 at the moon, down 3, 2:10 left in Q4');
  await page.waitForFunction(() => /moon/.test(document.getElementById('announce').textContent));
});

onPage('two-point attempts and kickoffs', {}, async (page) => {
  await page.click('label:has([name=mode][value="two-point"])');
  await settled(page);
  assert.match(await words(page), /^after a touchdown, down 3, 2:10 left in Q4/);
  assert.equal(await page.textContent('#decision-title'), 'Two points or the kick');
  assert.ok(await page.isHidden('#field'));
  await page.click('label:has([name=mode][value="kickoff"])');
  await settled(page);
  assert.match(await page.textContent('#rates'), /Onside kick recovered/);
  // The play comes back as it was left.
  await page.click('label:has([name=mode][value="play"])');
  await settled(page);
  assert.equal(await words(page), PLAY);
  // Words about another moment switch to it.
  await type(page, 'up 6 after a touchdown, 4:00 left in Q4');
  assert.ok(await page.isChecked('[name=mode][value="two-point"]'));
  await type(page, 'before the kickoff, down 3, 1:50 left in Q4, no timeouts to 2');
  assert.ok(await page.isChecked('[name=mode][value="kickoff"]'));
  await type(page, PLAY);
  assert.ok(await page.isChecked('[name=mode][value="play"]'));
});

onPage('a link holds the situation', {}, async (page) => {
  await type(page, '2nd and 8 at own 30, tied, 12:00 left in Q3 & 3 timeouts each');
  await page.waitForFunction(() => location.hash.includes('own+30'));
  const expected = [await words(page), await wp(page)];
  const other = await open(browser, page.url());
  await settled(other.page);
  assert.deepEqual([await words(other.page), await wp(other.page)], expected);
  // A link pasted over an open page counts too, and so does a kind of decision.
  await other.page.evaluate(() => { location.hash = '#s=down+2%2C+2%3A00+left+in+Q4&at=two-point'; });
  await other.page.waitForFunction(() => document.getElementById('words').value === 'down 2, 2:00 left in Q4');
  await settled(other.page);
  assert.equal(await other.page.textContent('#decision-title'), 'Two points or the kick');
  assert.deepEqual(other.errors, []);
  await other.context.close();
});

onPage('copies text, JSON, a link and a picture', { permissions: ['clipboard-read', 'clipboard-write'] }, async (page) => {
  const copied = async (button) => {
    await page.click(button);
    await page.waitForFunction(() => /copied|saved/.test(document.getElementById('copied').textContent));
    const status = await page.textContent('#copied');
    await page.evaluate(() => { document.getElementById('copied').textContent = ''; });
    return status;
  };
  const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
  await copied('#copy-text');
  const text = await clipboard();
  assert.ok(text.startsWith(`${PLAY}\nWP ${await page.textContent('#wp')} (90% interval `), text);
  assert.match(text, /Go for it: .*\n.*Field goal: /);
  await copied('#copy-json');
  const json = JSON.parse(await clipboard());
  assert.equal(json.predict.situation.yardline_100, 35);
  assert.equal(json.fourth_down.best, 'go');
  await copied('#copy-link');
  assert.equal(new URLSearchParams(new URL(await clipboard()).hash.slice(1)).get('s'), PLAY);
  assert.equal(await copied('#copy-picture'), 'Picture copied.');
  const size = await page.evaluate(async () => {
    const [item] = await navigator.clipboard.read();
    const bitmap = await createImageBitmap(await item.getType('image/png'));
    return [bitmap.width, bitmap.height];
  });
  assert.deepEqual(size, [1200, 630]);
});

onPage('what the page says, the engine understands: words and keys, 400 situations', {}, async (page) => {
  const wrong = await page.evaluate(async () => {
    const { say, keys, MODES, period } = await import('./situation.js');
    const { openEngine } = await import('./engine.js');
    const engine = openEngine();
    let seed = 7;
    const pick = (list) => {
      seed = (seed * 48271) % 2147483647;
      return list[seed % list.length];
    };
    const range = (low, high) => Array.from({ length: high - low + 1 }, (_, i) => low + i);
    const wrong = [];
    for (let i = 0; i < 400; i++) {
      const mode = pick(['play', 'play', 'two-point', 'kickoff']);
      const qtr = pick(mode === 'play' ? [1, 2, 3, 4, 5] : [1, 2, 3, 4]);
      const yardline_100 = pick(range(1, 99));
      const s = {
        down: pick([1, 2, 3, 4]), yardline_100, ydstogo: pick(range(1, Math.min(yardline_100, 25))), qtr,
        score_differential: qtr === 5 ? 0 : pick(range(-30, 30)), quarter_seconds_remaining: pick(range(1, qtr === 5 ? 600 : 900)),
        posteam_timeouts_remaining: pick([null, 0, 1, 2, 3]), defteam_timeouts_remaining: pick([null, 0, 1, 2, 3]),
        posteam_spread: pick([null, 0, 3, -3.5, 7]), total_line: pick([null, 44.5, 50]), site: pick([null, 'home', 'away', 'neutral']),
        receive_2h_ko: qtr > 2 ? null : pick([null, true, false]), playoffs: pick([null, true, false]),
        season: pick([null, null, 2023]), overtime_possession: qtr === 5 ? pick([null, 'first', 'later']) : null,
      };
      for (const text of [say(mode, s), keys(mode, s)]) {
        try {
          const { situation } = await engine.ask({ ask: MODES[mode].ask, situation: text });
          for (const [key, value] of Object.entries(s)) {
            const elsewhere = mode !== 'play' && ['down', 'ydstogo', 'yardline_100'].includes(key);
            if (!elsewhere && situation[key] !== value) wrong.push(`${text}: ${key} ${situation[key]} for ${value}`);
          }
        } catch (error) {
          wrong.push(`${text}: ${error.message}`);
        }
      }
    }
    return wrong;
  });
  assert.deepEqual(wrong.slice(0, 5), []);
});

for (const colorScheme of ['light', 'dark']) {
  for (const width of [1200, 360]) {
    onPage(`${colorScheme} at ${width} px: nothing overflows, axe finds nothing`, { colorScheme, viewport: { width, height: 800 }, hasTouch: width < 500 }, async (page) => {
      const color = await page.evaluate(() => getComputedStyle(document.body).backgroundColor.match(/\d+/g).map(Number));
      assert.equal(color[0] < 128, colorScheme === 'dark');
      await page.click('#ends summary');
      await page.click('.controls summary');
      assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'scrolls sideways');
      if (width < 500) {
        const small = await page.evaluate(() => [...document.querySelectorAll('button, select, input[type=number], textarea')]
          .filter((one) => one.getBoundingClientRect().height < 40).map((one) => one.id || one.dataset.for));
        assert.deepEqual(small, []);
      }
      await page.evaluate(await readFile(AXE, 'utf8'));
      for (const text of [PLAY, 'nonsense', 'up 6 after a touchdown, 4:00 left in Q4']) {
        await page.fill('#words', text);
        if (text === 'nonsense') await page.waitForFunction(() => document.querySelector('#problem p') !== null);
        else await settled(page);
        const { violations } = await page.evaluate(() => globalThis.axe.run());
        const found = violations.map(({ id, impact, nodes }) =>
          `${impact} ${id}, ${nodes.length} times: ${nodes[0].html} ${nodes[0].failureSummary}`);
        assert.deepEqual(found, []);
      }
      await type(page, PLAY);
      if (process.env.WP_SCREENSHOTS) {
        await page.click('#ends summary');
        await page.click('.controls summary');
        // As high as the page, so that what sticks to the top stands in its own place.
        await page.setViewportSize({ width, height: await page.evaluate(() => document.documentElement.scrollHeight) });
        await page.screenshot({ path: join(process.env.WP_SCREENSHOTS, `web-${colorScheme}-${width}.png`), fullPage: true });
      }
    });
  }
}

test('a missing model says so', async () => {
  const lame = await serve(new Set(['wp.model']));
  const { page, context } = await open(browser, lame.url);
  await page.waitForFunction(() => document.querySelector('#problem .hint') !== null);
  assert.match(await page.textContent('#problem'), /wp\.model could not be loaded \(404\)/);
  await context.close();
  lame.close();
});

test('no more than 300 KB compressed beside the model and the engine', async () => {
  let bytes = 0;
  for (const name of await readdir(process.env.WP_SITE)) {
    if (name !== 'wp.wasm' && name !== 'wp.model') bytes += gzipSync(await readFile(join(process.env.WP_SITE, name))).length;
  }
  console.log(`page: ${bytes} bytes compressed`);
  assert.ok(bytes <= 300_000, `${bytes} bytes`);
});
