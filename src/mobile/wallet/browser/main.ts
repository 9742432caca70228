import { readEvents } from './event-stream.ts';
import { openStorage } from './indexed-storage.ts';
import { judgeNewPin } from './pin-choice.ts';
import { scanCode } from './camera.ts';
import { createServiceClient, ServiceRefusal } from './service-client.ts';
import {
  copyOf,
  forgetSecrets,
  isShown,
  onAction,
  onForm,
  part,
  say,
  sentence,
  setPart,
  showView,
  viewOf,
  type ViewName,
} from './views.ts';
import { showRequestView } from './request-view.ts';
import { isOverHash, readAddress, readRequest, type WaitingRequest } from './waiting-request.ts';
import { createWallet } from './wallet.ts';

const { origin } = location;
const storage = openStorage();
const service = createServiceClient({
  origin,
  fetch: (input, init) => fetch(input, init),
  storage,
  now: () => Date.now(),
});
const wallet = createWallet({ storage, service });

let waiting: readonly WaitingRequest[] = [];
let current: WaitingRequest | undefined;
let scanning = new AbortController();
let stopCountdown = () => {};

/** Says in the view what went wrong. */
function tell(view: HTMLElement, error: unknown): void {
  if (error instanceof ServiceRefusal) {
    const tries = error.triesLeft === undefined ? '' : ` ${sentence('triesLeft')} ${error.triesLeft}`;
    say(view, sentence(error.code) + tries);
  } else say(view, sentence(error instanceof TypeError ? 'offline' : 'other'));
}

async function attempt(view: ViewName, work: () => Promise<void>): Promise<void> {
  try {
    say(viewOf(view), undefined);
    await work();
  } catch (error) {
    tell(viewOf(view), error);
  }
}

/** These end a request or the phone: trying again in the same view makes no sense. */
const finalCodes = new Set([
  'mobile.pin_blocked',
  'mobile.copied',
  'mobile.phone_state',
  'mobile.request_unknown',
  'mobile.request_taken',
  'mobile.request_over',
  'mobile.wrong_number',
  'mobile.certificate',
  'mobile.unknown_phone',
  'mobile.code_forged',
]);

function fail(error: unknown): void {
  stopCountdown();
  tell(showView('problem'), error);
}

async function showHome(): Promise<void> {
  stopCountdown();
  current = undefined;
  const phone = await storage.load();
  if (!phone) {
    showView('enrol');
    return;
  }
  if (phone.pending?.what === 'enrolment') return resumeEnrolment(phone.holder);
  if (!phone.keys) return showKeys(phone.holder);
  const view = showView('home');
  setPart(view, 'holder', phone.holder);
  setPart(view, 'number', phone.phoneNumber);
  showWaiting();
}

function showKeys(holder: string): void {
  const view = showView('keys');
  setPart(view, 'holder', holder);
  setWorking(false);
}

/** While the certificates are made there is nothing to type: the PIN was chosen. */
function setWorking(isWorking: boolean): void {
  const view = viewOf('keys');
  part(view, 'working').hidden = !isWorking;
  part(view, 'keys-form').hidden = isWorking;
}

/** Refused keys will never be certified, only a new code helps; what was cut off on the way goes on later. */
async function failEnrolment(error: unknown): Promise<void> {
  if (error instanceof ServiceRefusal && error.code !== 'http.unavailable') await storage.clear();
  fail(error);
}

const resumePauseMs = 3_000;

/** Goes on with an enrolment that was cut off, with the keys and the PIN of then. */
async function resumeEnrolment(holder: string): Promise<void> {
  showKeys(holder);
  setWorking(true);
  try {
    while (!(await wallet.resume())) await new Promise((done) => setTimeout(done, resumePauseMs));
    await showHome();
  } catch (error) {
    await failEnrolment(error);
  }
}

function showWaiting(): void {
  const view = viewOf('home');
  const cards = waiting.map((request) => {
    const card = copyOf(view, 'request');
    setPart(card, 'service', request.service);
    setPart(card, 'browser', [request.browser, request.place].filter(Boolean).join(', '));
    const button = card.querySelector('button');
    if (button) button.dataset['request'] = request.id;
    return card;
  });
  part(view, 'requests').replaceChildren(...cards);
  part(view, 'none').hidden = cards.length > 0;
}

function showRequest(request: WaitingRequest): void {
  stopCountdown();
  current = request;
  stopCountdown = showRequestView(request, () => fail(new ServiceRefusal('mobile.request_over')));
}

function showDone(code: 'approved' | 'refused' | 'reported' | 'pinChanged' | 'renewed', goTo?: string): void {
  stopCountdown();
  current = undefined;
  const view = showView('done');
  const heading = view.querySelector('h1');
  if (heading) heading.textContent = sentence(code);
  part(view, 'returning').hidden = goTo === undefined;
  const back = part(view, 'return');
  back.hidden = goTo === undefined;
  if (goTo === undefined) return;
  back.setAttribute('href', goTo);
  location.assign(goTo);
}

/** Follows a link or a code: from the address of this page, or from the camera. */
async function follow(text: string): Promise<void> {
  const asked = readAddress(text, origin);
  const phone = await storage.load();
  if (asked?.kind === 'enrolment' && !phone) {
    const input = viewOf('enrol').querySelector('input');
    showView('enrol');
    if (input) input.value = asked.code;
    return;
  }
  if (!asked || asked.kind === 'enrolment') return showHome();
  if (!phone?.keys) {
    const view = showView('enrol');
    say(view, sentence('enrolFirst'));
    return;
  }
  try {
    showRequest(asked.kind === 'code' ? await wallet.scan(asked) : await wallet.open(asked.token));
  } catch (error) {
    fail(error);
  }
}

async function scan(): Promise<void> {
  const view = showView('scan');
  scanning = new AbortController();
  const video = part(view, 'camera');
  if (!(video instanceof HTMLVideoElement)) return;
  try {
    const isOurs = (text: string) => readAddress(text, origin) !== undefined;
    const text = await scanCode(
      video,
      (found) => {
        if (!isOurs(found)) say(view, sentence('notOurs'));
        return isOurs(found);
      },
      scanning.signal,
    );
    if (text !== undefined) await follow(text);
  } catch {
    say(view, sentence('noCamera'));
  }
}

/** Follows the stream of what waits for this phone, for as long as the page is open. */
async function listen(): Promise<void> {
  let pauseMs = 1_000;
  for (;;) {
    try {
      const phone = await storage.load();
      if (phone?.keys) {
        const answer = await service.stream('/api/requests', new AbortController().signal);
        if (answer.body) await hear(answer.body);
        pauseMs = 1_000;
      }
    } catch {
      pauseMs = Math.min(pauseMs * 2, 30_000);
    }
    connection('offline');
    await new Promise((done) => setTimeout(done, pauseMs));
  }
}

function connection(code: 'connected' | 'offline' | 'suspended'): void {
  setPart(viewOf('home'), 'connection', sentence(code));
}

async function hear(body: ReadableStream<Uint8Array>): Promise<void> {
  for await (const { event, data } of readEvents(body)) {
    const value: unknown = JSON.parse(data);
    if (event === 'phone') connection(stateOf(value) === 'suspended' ? 'suspended' : 'connected');
    if (event === 'requests' && Array.isArray(value)) heard(value.flatMap((one) => readRequest(one) ?? []));
  }
}

function stateOf(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'state' in value ? value.state : undefined;
}

/** A push opens by itself when the person is not busy with something else. */
function heard(requests: readonly WaitingRequest[]): void {
  const known = new Set(waiting.map(({ id }) => id));
  waiting = requests;
  showWaiting();
  const fresh = requests.find((one) => isOverHash(one) && !known.has(one.id));
  if (fresh && isShown('home')) showRequest(fresh);
  const hasGone =
    current !== undefined && isOverHash(current) && !requests.some(({ id }) => id === current?.id);
  if (hasGone && isShown('request')) fail(new ServiceRefusal('mobile.request_over'));
}

async function finishEnrolment(name: string, pin: string): Promise<void> {
  setWorking(true);
  try {
    const isDone = await wallet.finishEnrolment(name, pin);
    // Not yet: the keys and the PIN are stored, and only the certificates are waited for.
    await (isDone ? showHome() : resumeEnrolment((await storage.load())?.holder ?? ''));
  } catch (error) {
    await failEnrolment(error);
  }
}

async function showSettings(): Promise<void> {
  const view = showView('settings');
  await attempt('settings', async () => {
    const standing = await wallet.standing();
    setPart(view, 'phone', standing.name);
    setPart(view, 'number', standing.phoneNumber);
    setPart(view, 'holder', standing.holder);
    const until = standing.notAfter === undefined ? '–' : standing.notAfter.slice(0, 10);
    setPart(view, 'valid-until', until);
  });
}

async function decline(how: 'refuse' | 'report'): Promise<void> {
  const request = current;
  if (!request) return showHome();
  try {
    await wallet.decline(request, how);
    showDone(how === 'refuse' ? 'refused' : 'reported');
  } catch (error) {
    fail(error);
  }
}

async function approve(value: (field: string) => string): Promise<void> {
  const request = current;
  if (!request) return;
  const view = viewOf('request');
  const number = value('number');
  if (request.flow === 'qr' && number === '') return say(view, sentence('chooseNumber'));
  if (!/^\d{6}$/.test(value('approve-pin'))) return say(view, sentence('pinForm'));
  try {
    const { goTo } = await wallet.approve(request, value('approve-pin'), number);
    showDone('approved', goTo);
  } catch (error) {
    if (error instanceof ServiceRefusal && finalCodes.has(error.code)) fail(error);
    else tell(view, error);
  } finally {
    forgetSecrets();
  }
}

function wireForms(): void {
  onForm('code', (value) =>
    attempt('enrol', async () => showKeys((await wallet.beginEnrolment(value('code'))).holder)),
  );
  onForm('keys', (value) =>
    attempt('keys', async () => {
      const problem = judgeNewPin(value('pin'), value('pin-again'));
      if (problem) return say(viewOf('keys'), sentence(problem));
      await finishEnrolment(value('name'), value('pin'));
      forgetSecrets();
    }),
  );
  onForm('approve', approve);
  onForm('pin', (value) =>
    attempt('settings', async () => {
      const problem = judgeNewPin(value('new-pin'), value('new-pin-again'));
      if (problem) return say(viewOf('settings'), sentence(problem));
      await wallet.changePin(value('old-pin'), value('new-pin'));
      forgetSecrets();
      showDone('pinChanged');
    }),
  );
  onForm('renew', (value) =>
    attempt('settings', async () => {
      const isDone = await wallet.renew(value('renew-pin'));
      forgetSecrets();
      if (isDone) showDone('renewed');
      else say(viewOf('settings'), sentence('issuing'));
    }),
  );
}

function wireActions(): void {
  onAction('scan', scan);
  onAction('cancel', async () => {
    scanning.abort();
    await showHome();
  });
  onAction('home', showHome);
  onAction('settings', showSettings);
  onAction('look', async (button) => {
    const request = waiting.find(({ id }) => id === button.dataset['request']);
    if (request) showRequest(request);
  });
  onAction('refuse', () => decline('refuse'));
  onAction('report', () => decline('report'));
  onAction('forget', async () => {
    await storage.clear();
    await showHome();
  });
}

async function start(): Promise<void> {
  wireForms();
  wireActions();
  await follow(location.href);
  // The address held a code or a token: it need not stay in the history.
  history.replaceState(null, '', '/');
  void listen();
  await navigator.serviceWorker?.register('/service-worker.js');
  // So that the browser does not throw the keys away when room is short.
  await navigator.storage?.persist?.();
}

void start().catch(fail);
