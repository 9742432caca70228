import { existsSync } from 'node:fs';
import type { Answer, PinDialog, PinQuestion, PinWindow, Question } from './pin-window.ts';
import { type CommandResult, type PinentryProgram, PinentrySession } from './pinentry-session.ts';

export interface PinentryOptions {
  /** Absolute paths, tried in this order. */
  readonly programs: readonly string[];
  /** For programs that ask on a terminal. */
  readonly tty?: string | undefined;
  readonly grabsKeyboard: boolean;
  /** How long a question stays. */
  readonly seconds: number;
  /** What the programs need of the agent's own environment is taken from here. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** The usual places. pinentry-gnome3 is not among them: without its own prompter it asks elsewhere, or nowhere. */
export function usualPrograms(platform: NodeJS.Platform): readonly string[] {
  if (platform === 'win32') {
    return [
      'C:\\Program Files (x86)\\Gpg4win\\bin\\pinentry.exe',
      'C:\\Program Files\\Gpg4win\\bin\\pinentry.exe',
    ];
  }
  const names =
    platform === 'darwin'
      ? ['pinentry-mac', 'pinentry-qt']
      : ['pinentry-qt', 'pinentry-qt5', 'pinentry-gtk-2', 'pinentry-gtk', 'pinentry-curses'];
  const folders =
    platform === 'darwin'
      ? ['/opt/homebrew/bin', '/usr/local/bin', '/usr/local/MacGPG2/bin']
      : ['/usr/bin', '/usr/local/bin'];
  return names.flatMap((name) => folders.map((folder) => `${folder}/${name}`));
}

/** Asks in the window of a pinentry program, which other programs on the screen can neither read nor press. */
export function createPinentryWindow(options: PinentryOptions): PinWindow {
  const present = () =>
    options.programs.filter((path) => existsSync(path)).map((path) => program(path, options));
  return {
    isAvailable: async () => {
      for (const one of present()) {
        const session = await PinentrySession.start(one);
        session?.end();
        if (session) return true;
      }
      return false;
    },
    open({ title, signal }) {
      return createDialog({ programs: present(), title, seconds: options.seconds, signal });
    },
  };
}

interface PinentryDialog {
  readonly programs: readonly PinentryProgram[];
  readonly title: string;
  readonly seconds: number;
  readonly signal: AbortSignal;
}

function createDialog({ programs, title, seconds, signal }: PinentryDialog): PinDialog {
  const left = [...programs];
  let session: Promise<PinentrySession | undefined> | undefined;
  const close = () => {
    void session?.then((one) => one?.end());
    session = undefined;
  };
  signal.addEventListener('abort', close, { once: true });

  /** Runs a command with its texts in the first program that can show it. */
  async function show(command: string, texts: readonly (readonly [string, string | undefined])[]) {
    for (let [next] = left; next; [next] = left) {
      if (signal.aborted) break;
      session ??= PinentrySession.start(next);
      const result = await runIn(await session, command, texts);
      if (answerOf(result) !== 'unavailable') return result;
      close();
      left.shift();
    }
    return undefined;
  }

  async function runIn(
    running: PinentrySession | undefined,
    command: string,
    texts: readonly (readonly [string, string | undefined])[],
  ): Promise<CommandResult> {
    if (!running) return { kind: 'gone' };
    // A button or an error of the question before must not stand in this one.
    await running.set('RESET');
    for (const [setting, text] of [['SETTITLE', title], ['SETTIMEOUT', String(seconds)], ...texts] as const) {
      if (text === undefined) continue;
      // A window without one of the optional buttons still asks the question: an ERR here is no reason to stop.
      const set = await running.set(setting, text);
      if (set.kind === 'gone') return set;
    }
    // The program keeps the time itself; this is for one that does not.
    return running.ask(command, (seconds + 5) * 1000);
  }

  const unlessAborted = (answer: Answer): Answer => (signal.aborted ? 'cancelled' : answer);
  return {
    async ask(question) {
      const isMessage = question.cancel === undefined;
      return unlessAborted(answerOf(await show(isMessage ? 'MESSAGE' : 'CONFIRM', confirmTexts(question))));
    },
    async askPin(question) {
      const result = await show('GETPIN', pinTexts(question));
      if (result?.kind === 'ok' && !signal.aborted) return { kind: 'pin', pin: result.data };
      if (result?.kind === 'ok') result.data.fill(0);
      const answer = unlessAborted(answerOf(result));
      return { kind: answer === 'timeout' || answer === 'unavailable' ? answer : 'cancelled' };
    },
    close,
  };
}

function confirmTexts({ lines, yes, other, cancel }: Question): (readonly [string, string | undefined])[] {
  return [
    ['SETDESC', lines.join('\n')],
    ['SETOK', yes],
    ['SETNOTOK', other],
    ['SETCANCEL', cancel],
  ];
}

function pinTexts({
  lines,
  error,
  prompt,
  yes,
  cancel,
}: PinQuestion): (readonly [string, string | undefined])[] {
  return [
    ['SETDESC', lines.join('\n')],
    ['SETERROR', error],
    ['SETPROMPT', prompt],
    ['SETOK', yes],
    ['SETCANCEL', cancel],
  ];
}

/** Error numbers of libgpg-error; the upper bits name the program that says so. */
function answerOf(result: CommandResult | undefined): Answer {
  if (result?.kind === 'ok') return 'yes';
  if (result?.kind !== 'error') return 'unavailable';
  switch (result.code & 0xffff) {
    case 62:
      return 'timeout';
    case 99:
    case 198:
      return 'cancelled';
    case 114:
      return 'other';
    default:
      return 'unavailable';
  }
}

/** What a window needs to come up in the person's session and language; nothing else of the environment. */
const passedOn =
  /^(DISPLAY|XAUTHORITY|WAYLAND_DISPLAY|XDG_.+|DBUS_SESSION_BUS_ADDRESS|HOME|USER|LOGNAME|LANG|LC_.+|TERM|PATH|GTK_.+|QT_.+|SystemRoot|TEMP|TMP|APPDATA|LOCALAPPDATA|USERPROFILE)$/;

function program(path: string, { tty, grabsKeyboard, environment }: PinentryOptions): PinentryProgram {
  const kept = Object.entries(environment).flatMap(([name, value]) =>
    value !== undefined && passedOn.test(name) ? [[name, value] as const] : [],
  );
  return {
    path,
    arguments: [
      // Without a UTF-8 locale terminals would show question marks for our letters.
      ...(tty
        ? ['--ttyname', tty, '--ttytype', environment['TERM'] ?? 'xterm', '--lc-ctype', 'C.UTF-8']
        : []),
      ...(grabsKeyboard ? [] : ['--no-global-grab']),
    ],
    environment: Object.fromEntries(kept),
  };
}
