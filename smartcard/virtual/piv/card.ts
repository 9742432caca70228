import { type Command, status } from '../../apdu/index.ts';
import { pivApplication, pivSecrets } from '../../drivers/index.ts';
import { type Answer, type CardApplication, createIsoCard } from '../iso-card.ts';
import { presentSecret, replaceSecret, statusOfTries } from '../secrets.ts';
import type { PivState } from '../state.ts';
import type { VirtualCard } from '../virtual-card.ts';
import { createAuthentication } from './authenticate.ts';
import { applicationTemplate, readObject, writeObject } from './objects.ts';
import { paddedPin } from '../padded-pin.ts';
import { createSession, type PivSession } from './session.ts';

/** T=1; the historical bytes announce command chaining and extended length. */
const answerToReset = Buffer.from('3b85800180730000c037', 'hex');

/**
 * A PIV card (SP 800-73-4 part 2) that also takes what a registration office sends: PUT DATA, GENERATE ASYMMETRIC KEY
 * PAIR, and authentication with the management key. `save` is called after every change of the state.
 */
export function createPivCard(state: PivState, save: () => void = () => undefined): VirtualCard {
  const session = createSession();
  const authentication = createAuthentication(state, session, save);
  const handlers: Readonly<Record<number, (command: Command) => Answer | Promise<Answer>>> = {
    0xa4: (command) => select(command, session),
    0xcb: (command) => readObject(state, command),
    0xdb: (command) => (session.isAdministrator ? writeObject(state, command, save) : refused),
    0x20: (command) => verify(state, session, command, save),
    0x24: (command) => changeSecret(state, session, command, save),
    0x2c: (command) => resetRetryCounter(state, session, command, save),
    0x87: (command) => authentication.authenticate(command),
    0x47: (command) => authentication.generate(command),
  };
  const application: CardApplication = {
    reset: () => session.clear(),
    async handle(command) {
      const handler = handlers[command.ins];
      const isReachable = session.isSelected || command.ins === 0xa4;
      return handler && isReachable ? handler(command) : { status: status.unknownInstruction };
    },
  };
  return createIsoCard(answerToReset, application);
}

const refused: Answer = { status: status.securityNotSatisfied };

/** By application identifier, also a shortened one. An unknown one leaves the selected application as it is. */
function select({ p1, data = new Uint8Array() }: Command, session: PivSession): Answer {
  const isOurs = data.length >= 5 && pivApplication.subarray(0, data.length).equals(data);
  if (p1 !== 0x04 || !isOurs) return { status: status.notFound };
  session.clear();
  session.isSelected = true;
  return { status: status.ok, data: applicationTemplate() };
}

function verify(state: PivState, session: PivSession, { p1, p2, data }: Command, save: () => void): Answer {
  if (p2 !== pivSecrets.pin) return { status: status.referenceNotFound };
  if (p1 === 0xff) {
    session.dropPin();
    return { status: status.ok };
  }
  if (!data) return { status: session.isVerified ? status.ok : statusOfTries(state.pin) };
  const pin = paddedPin(data);
  if (!pin) return { status: status.wrongData };
  const outcome = presentSecret(state.pin, pin, save);
  if (outcome === status.ok) session.takePin();
  else session.dropPin();
  return { status: outcome };
}

function changeSecret(
  state: PivState,
  session: PivSession,
  { p2, data = new Uint8Array() }: Command,
  save: () => void,
): Answer {
  const secret = p2 === pivSecrets.pin ? state.pin : p2 === pivSecrets.puk ? state.puk : undefined;
  if (!secret) return { status: status.referenceNotFound };
  const next = paddedPin(data.subarray(8), { digitsOnly: p2 === pivSecrets.pin });
  const current = paddedPin(data.subarray(0, 8), { digitsOnly: false });
  if (data.length !== 16 || !next || !current) return { status: status.wrongData };
  const outcome = presentSecret(secret, current, save);
  if (p2 === pivSecrets.pin) session.dropPin();
  if (outcome === status.ok) replaceSecret(secret, next, save);
  if (outcome === status.ok && p2 === pivSecrets.pin) session.takePin();
  return { status: outcome };
}

function resetRetryCounter(
  state: PivState,
  session: PivSession,
  { p2, data = new Uint8Array() }: Command,
  save: () => void,
): Answer {
  if (p2 !== pivSecrets.pin) return { status: status.referenceNotFound };
  const puk = paddedPin(data.subarray(0, 8), { digitsOnly: false });
  const next = paddedPin(data.subarray(8));
  if (data.length !== 16 || !puk || !next) return { status: status.wrongData };
  const outcome = presentSecret(state.puk, puk, save);
  session.dropPin();
  if (outcome === status.ok) replaceSecret(state.pin, next, save);
  return { status: outcome };
}
