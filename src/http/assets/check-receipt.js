// Checks in the browser that a record stands in the log (c2sp.org/tlog-proof): nothing is sent anywhere. The record is
// JSON of the format acar-record/1, the key a verifier key of a log. What is signed decides, and nobody is asked.
const boxes = typeof document === 'undefined' ? [] : document.querySelectorAll('[data-check-receipt]');
for (const box of boxes) start(box);

const utf8 = new TextEncoder();

class Refused extends Error {}
const refuse = (kind) => {
  throw new Refused(kind);
};

/**
 * `{kind: 'valid', index, size, time, cosigners, parts}`, or the kind of what is wrong. Signatures of witnesses whose
 * keys are given must be right; others are told by name.
 */
export async function checkReceipt(receiptText, recordText, keyText, witnessTexts = []) {
  try {
    const { index, proof, note } = readReceipt(receiptText);
    const key = await readKey(keyText, logKeyType);
    const [origin, sizeText, rootText] = note.text.split('\n');
    if (origin !== key.name) refuse('other_log');
    const time = await verifySignatures(note, key);
    const parts = readParts(recordText);
    const leaf = await sha256(Uint8Array.of(0), await entryOf(parts));
    const size = readNumber(sizeText);
    const root = await rootFrom({ index, size, leaf, proof });
    if (!root || !isSame(root, readBase64(rootText))) refuse('not_included');
    const witnesses = await Promise.all(witnessTexts.map((text) => readKey(text, witnessKeyType)));
    const others = note.signatures.filter(({ name }) => name !== key.name);
    const cosigners = await Promise.all(others.map((one) => judgeCosigner(one, note.text, witnesses)));
    return { kind: 'valid', index, size, time, cosigners, parts };
  } catch (error) {
    return { kind: error instanceof Refused ? error.message : 'malformed' };
  }
}

async function sha256(...pieces) {
  return new Uint8Array(await crypto.subtle.digest('SHA-256', concat(pieces)));
}

function concat(pieces) {
  const bytes = pieces.map((piece) => (typeof piece === 'string' ? utf8.encode(piece) : piece));
  const whole = new Uint8Array(bytes.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of bytes) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

const isSame = (one, other) => one.length === other.length && one.every((octet, at) => octet === other[at]);

function readBase64(text) {
  const binary = atob(text);
  if (btoa(binary) !== text) refuse('malformed');
  return Uint8Array.from(binary, (letter) => letter.codePointAt(0));
}

function readHash(text) {
  const bytes = readBase64(text);
  return bytes.length === 32 ? bytes : refuse('malformed');
}

function readNumber(text) {
  const number = /^(0|[1-9]\d{0,15})$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(number) ? number : refuse('malformed');
}

function readReceipt(text) {
  const end = text.indexOf('\n\n');
  const [title, ...lines] = text.slice(0, end).split('\n');
  if (end < 0 || text.length > 262_144 || title !== 'c2sp.org/tlog-proof@v1') refuse('malformed');
  if (lines[0]?.startsWith('extra ')) lines.shift();
  const [indexLine = '', ...proof] = lines;
  if (!indexLine.startsWith('index ') || proof.length > 63) refuse('malformed');
  const index = readNumber(indexLine.slice('index '.length));
  return { index, proof: proof.map(readHash), note: readNote(text.slice(end + 2)) };
}

function readNote(text) {
  const end = text.lastIndexOf('\n\n');
  const lines = text.slice(end + 2).split('\n');
  if (end < 1 || lines.pop() !== '' || lines.length > 64) refuse('malformed');
  const signatures = lines.map((line) => {
    const [, name, encoded] = /^— ([^\s+]+) (\S+)$/u.exec(line) ?? refuse('malformed');
    const bytes = readBase64(encoded);
    return { name, id: hex(bytes.subarray(0, 4)), value: bytes.subarray(4) };
  });
  return { text: text.slice(0, end + 1), signatures };
}

const hex = (bytes) => [...bytes].map((octet) => octet.toString(16).padStart(2, '0')).join('');

// c2sp.org/signed-note: Ed25519, and c2sp.org/tlog-cosignature: Ed25519 with a time.
const logKeyType = 1;
const witnessKeyType = 4;

async function readKey(text, type) {
  const [, name, id, encoded] = /^([^+]+)\+([0-9a-f]{8})\+(\S+)$/.exec(text.trim()) ?? refuse('malformed');
  const bytes = readBase64(encoded);
  const raw = bytes.subarray(1);
  if (bytes[0] !== type || raw.length !== 32 || (await keyId(name, type, raw)) !== id) refuse('malformed');
  return { name, raw, id, timedId: await keyId(name, witnessKeyType, raw), opened: await openKey(raw) };
}

async function openKey(raw) {
  try {
    return await crypto.subtle.importKey('raw', raw, { name: 'Ed25519' }, false, ['verify']);
  } catch {
    return refuse('unsupported');
  }
}

async function keyId(name, type, raw) {
  return hex((await sha256(`${name}\n`, Uint8Array.of(type), raw)).subarray(0, 4));
}

// The log signs plainly and with the time, by one key. Neither may be wrong; the plain one must be there.
async function verifySignatures({ text, signatures }, key) {
  const own = signatures.filter(({ name }) => name === key.name);
  const plain = own.filter(({ id }) => id === key.id);
  const timed = own.filter(({ id }) => id === key.timedId);
  let time;
  for (const { value } of plain) if (!(await verify(key, value, utf8.encode(text)))) refuse('not_signed');
  for (const { value } of timed) {
    const seconds = (await timeOf(value, text, key)) ?? refuse('not_signed');
    time = Math.min(time ?? seconds, seconds);
  }
  if (plain.length === 0) refuse('not_signed');
  return time;
}

const verify = (key, value, message) => crypto.subtle.verify({ name: 'Ed25519' }, key.opened, value, message);

// The time that a cosignature bears, in seconds since 1970; undefined when it is not by this key over this text.
async function timeOf(value, text, key) {
  if (value.length !== 72) return undefined;
  const seconds = Number(new DataView(value.buffer, value.byteOffset).getBigUint64(0));
  const message = utf8.encode(`cosignature/v1\ntime ${seconds}\n${text}`);
  return (await verify(key, value.subarray(8), message)) ? seconds : undefined;
}

async function judgeCosigner({ name, id, value }, text, witnesses) {
  const witness = witnesses.find((one) => one.name === name && one.timedId === id);
  if (!witness) return { name };
  return { name, time: (await timeOf(value, text, witness)) ?? refuse('not_cosigned') };
}

// RFC 9162 2.1.3.2. Halves are taken by division: places may be larger than 32 bits.
async function rootFrom({ index, size, leaf, proof }) {
  if (index >= size) return undefined;
  let place = index;
  let last = size - 1;
  let root = leaf;
  for (const sibling of proof) {
    if (last === 0) return undefined;
    const isRight = place % 2 === 1;
    if (isRight || place === last) {
      root = await sha256(Uint8Array.of(1), sibling, root);
      while (!isOdd(place) && place !== 0) [place, last] = [half(place), half(last)];
    } else root = await sha256(Uint8Array.of(1), root, sibling);
    [place, last] = [half(place), half(last)];
  }
  return last === 0 ? root : undefined;
}

const isOdd = (number) => number % 2 === 1;
const half = (number) => Math.floor(number / 2);

function readParts(text) {
  const { format, parts } = JSON.parse(text);
  if (format !== 'acar-record/1' || !Array.isArray(parts) || parts.length < 1 || parts.length > 64)
    refuse('malformed');
  const names = new Set(parts.map(({ name }) => name));
  if (names.size < parts.length) refuse('malformed');
  return parts.map(({ name, text: words, salt, digest }) => {
    if (!/^[a-z][a-z0-9_]{0,31}$/.test(name)) refuse('malformed');
    if (digest !== undefined && words === undefined) return { name, digest: readHash(digest) };
    if (typeof words !== 'string' || digest !== undefined || !words.isWellFormed()) refuse('malformed');
    return { name, text: words, salt: readHash(salt) };
  });
}

async function entryOf(parts) {
  const sorted = parts.toSorted((one, other) => (one.name < other.name ? -1 : 1));
  const pieces = [];
  for (const { name, text, salt, digest } of sorted)
    pieces.push(`${name}\n`, digest ?? (await sha256(`acar record part v1\n${name}\n`, salt, text)));
  return concat([Uint8Array.of(1), await sha256('acar record v1\n', ...pieces)]);
}

function start(page) {
  page.hidden = false;
  const [receipt, record] = page.querySelectorAll('input[type="file"]');
  const { key, witnesses, receiptAddress, recordAddress, checksAtOnce } = page.dataset;
  const known = (witnesses ?? '').split(' ').filter((one) => one !== '');
  const judge = async (texts) => show(page, await checkReceipt(...(await Promise.all(texts)), key, known));
  const judgeOwn = () =>
    judge([read(receiptAddress), read(recordAddress)]).catch(() => show(page, { kind: 'waiting' }));
  page.querySelector('button').addEventListener('click', () => {
    const [receiptFile, recordFile] = [receipt?.files[0], record?.files[0]];
    if (receiptFile && recordFile) void judge([receiptFile.text(), recordFile.text()]);
    else if (receipt) show(page, { kind: 'missing' });
    else void judgeOwn();
  });
  if (checksAtOnce !== undefined) void judgeOwn();
}

async function read(address) {
  const response = await fetch(address);
  if (!response.ok) throw new Error(String(response.status));
  return response.text();
}

function show(page, result) {
  for (const one of page.querySelectorAll('[data-outcome]')) one.hidden = one.dataset.outcome !== result.kind;
  const facts = page.querySelector('[data-facts]');
  facts.hidden = result.kind !== 'valid';
  if (result.kind !== 'valid') return;
  const rows = [
    [page.dataset.place, `${result.index} / ${result.size}`],
    [page.dataset.time, timeText(result.time)],
    [page.dataset.cosigners, cosignersText(result.cosigners, page.dataset.unchecked)],
    ...result.parts.map(({ name, text }) => [name, text ?? page.dataset.redacted]),
  ];
  (facts.querySelector('dl') ?? facts).replaceChildren(
    ...rows.map(([name, value]) => {
      const row = document.createElement('div');
      const texts = { dt: name, dd: value };
      for (const [tag, textContent] of Object.entries(texts))
        row.append(Object.assign(document.createElement(tag), { textContent }));
      return row;
    }),
  );
}

const timeText = (seconds) => (seconds === undefined ? '–' : new Date(seconds * 1000).toISOString());

function cosignersText(cosigners, unchecked) {
  const texts = cosigners.map(({ name, time }) =>
    time === undefined ? `${name} (${unchecked})` : `${name}, ${timeText(time)}`,
  );
  return texts.join('; ') || '–';
}
