import { existsSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import { createPinentryWindow } from '../../../../smartcard/agent/pinentry-window.ts';
import type { PinAnswer, PinDialog } from '../../../../smartcard/agent/pin-window.ts';
import { BrowserConversation } from '../../../../smartcard/agent/conversation.ts';
import { openPinScreen } from '../../../support/pin-screen.ts';
import { openTerminal } from '../../../support/terminal.ts';
import { hasXDisplay, openXDisplay } from '../../../support/x-display.ts';

const title = 'Açar: kartla giriş';
const question = {
  lines: [title, 'Yalnız bir cəhd qalıb. 100% <b>&amp;'],
  yes: 'Davam et',
  cancel: 'Ləğv et',
};
const pinQuestion = {
  lines: [title, 'Soruşan: Açar'],
  prompt: 'PIN-kod:',
  yes: 'Daxil ol',
  cancel: 'Ləğv et',
};
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).toReversed()) await close();
});

interface Opened {
  readonly dialog: PinDialog;
  readonly ending: AbortController;
}

function open(
  programs: readonly string[],
  options: { tty?: string; environment?: Record<string, string> } = {},
): Opened {
  const ending = new AbortController();
  const { tty, environment = {} } = options;
  const path = process.env['PATH'];
  const window = createPinentryWindow({
    programs,
    tty,
    grabsKeyboard: false,
    seconds: 60,
    environment: { PATH: path, TERM: 'xterm', ...environment },
  });
  const dialog = window.open({
    title,
    language: 'az',
    signal: ending.signal,
    conversation: Object.create(BrowserConversation.prototype),
  });
  closers.push(() => dialog.close());
  return { dialog, ending };
}

const textOf = (answer: PinAnswer) => (answer.kind === 'pin' ? answer.pin.toString() : answer.kind);

async function stub() {
  const screen = await openPinScreen();
  closers.push(() => screen.close());
  return screen;
}

describe('a PIN window', () => {
  it('shows its texts, and gives back what was typed', async () => {
    const screen = await stub();
    const { dialog } = open([screen.program]);
    const answer = dialog.askPin({ ...pinQuestion, error: 'PIN-kod yanlışdır.' });
    const window = await screen.next();
    expect(Object.fromEntries(window.texts)).toEqual({
      SETTITLE: title,
      SETTIMEOUT: '60',
      SETDESC: `${title}\nSoruşan: Açar`,
      SETERROR: 'PIN-kod yanlışdır.',
      SETPROMPT: 'PIN-kod:',
      SETOK: 'Daxil ol',
      SETCANCEL: 'Ləğv et',
    });
    window.type('12%34');
    expect(textOf(await answer)).toBe('12%34');
    dialog.close();
    await window.gone;
  });

  it.each([
    ['cancel', 'cancelled'],
    ['other', 'other'],
    ['ok', 'yes'],
  ] as const)('tells that %s was pressed', async (button, answer) => {
    const screen = await stub();
    const asked = open([screen.program]).dialog.ask({ ...question, other: 'Növbəti kart' });
    const window = await screen.next();
    expect(window.kind).toBe('CONFIRM');
    window.press(button);
    expect(await asked).toBe(answer);
  });

  it('asks for no decision where there is none', async () => {
    const screen = await stub();
    const asked = open([screen.program]).dialog.ask({ lines: [title], yes: 'Aydındır' });
    const window = await screen.next();
    expect(window.kind).toBe('MESSAGE');
    window.press('ok');
    expect(await asked).toBe('yes');
  });

  it('tells that nobody answered in time', async () => {
    const screen = await stub();
    const answer = open([screen.program]).dialog.askPin(pinQuestion);
    (await screen.next()).timeOut();
    expect(textOf(await answer)).toBe('timeout');
  });

  it('goes when the request is over', async () => {
    const screen = await stub();
    const { dialog, ending } = open([screen.program]);
    const answer = dialog.askPin(pinQuestion);
    const window = await screen.next();
    ending.abort();
    await window.gone;
    expect(textOf(await answer)).toBe('cancelled');
    expect(textOf(await dialog.askPin(pinQuestion))).toBe('cancelled');
  });

  it('is tried in the next program when the first cannot show it', async () => {
    const [broken, working] = [await stub(), await stub()];
    const { dialog } = open(['/nowhere/pinentry', '/bin/false', broken.program, working.program]);
    const answer = dialog.askPin(pinQuestion);
    (await broken.next()).fail();
    (await working.next()).type('4321');
    expect(textOf(await answer)).toBe('4321');
    const second = dialog.askPin(pinQuestion);
    (await working.next()).type('1234');
    expect(textOf(await second)).toBe('1234');
    expect(broken.isEmpty()).toBe(true);
  });

  it.each([
    ['says what is not Assuan', 'D 12%zz\nOK\n'],
    ['never ends a line', 'D '.padEnd(2000, '1')],
    ['sends more than a PIN', `${'D 1111111111\n'.repeat(200)}OK\n`],
  ])('is unavailable when its program %s', async (_, bytes) => {
    const screen = await stub();
    const answer = open([screen.program]).dialog.askPin(pinQuestion);
    const window = await screen.next();
    window.say(bytes);
    expect(textOf(await answer)).toBe('unavailable');
    await window.gone;
  });

  it('is unavailable where there is no program', async () => {
    const { dialog } = open([]);
    expect(await dialog.ask(question)).toBe('unavailable');
    expect(textOf(await dialog.askPin(pinQuestion))).toBe('unavailable');
  });
});

/** A suite that needs programs; skipped by name without them. */
function describeWith(name: string, isThere: boolean, suite: () => void): void {
  if (isThere) describe(name, suite);
  else describe.skip(`${name} (skipped: not installed)`, suite);
}

describe.each(['pinentry-qt', 'pinentry-gtk-2'])('%s on a real display', (name) => {
  const program = `/usr/bin/${name}`;
  describeWith('as installed', hasXDisplay && existsSync(program), () => {
    it('takes a PIN with every letter of ours around it, and a question that Escape cancels', async () => {
      const display = await openXDisplay();
      closers.push(() => display.close());
      const { dialog } = open([program], { environment: { DISPLAY: display.name } });
      const isShown = () => expect.poll(() => display.focusedName()).toMatch(/Açar|pinentry/);
      const answer = dialog.askPin(pinQuestion);
      await isShown();
      display.type('12%34');
      display.press('Return');
      expect(textOf(await answer)).toBe('12%34');
      dialog.close();
      await expect.poll(() => display.focusedName()).not.toMatch(/Açar|pinentry/);
      const asked = dialog.ask(question);
      await isShown();
      display.press('Escape');
      expect(await asked).toBe('cancelled');
    });

    it('without a display and a terminal is unavailable', async () => {
      expect(textOf(await open([program]).dialog.askPin(pinQuestion))).toBe('unavailable');
    });
  });
});

describeWith('pinentry-curses on a real terminal', existsSync('/usr/bin/pinentry-curses'), () => {
  it('shows our letters and takes a PIN', async () => {
    const terminal = await openTerminal();
    closers.push(() => terminal.close());
    const { dialog } = open(['/usr/bin/pinentry-curses'], { tty: terminal.path });
    const answer = dialog.askPin(pinQuestion);
    await expect.poll(() => terminal.shown()).toMatch(/Soruşan[^]*PIN-kod/);
    terminal.type('123456\r');
    expect(textOf(await answer)).toBe('123456');
    expect(terminal.shown()).not.toContain('123456');
  });
});
