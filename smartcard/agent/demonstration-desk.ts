import type { CardSource } from '../drivers/card.ts';
import type { CardDesk } from './card-desk.ts';
import type { Reply } from './conversation.ts';
import { html, type Markup } from './html.ts';
import type { Language } from './language.ts';
import { cardUse } from './messages/card-use.ts';
import type { Answer, DialogOptions, PinDialog, PinQuestion, PinWindow, Question } from './pin-window.ts';

/**
 * A virtual card whose PIN is typed on a page of the agent, for computers without a PIN window program. The window is
 * made here alone, together with a source of virtual cards: there is no way to put it before a real reader.
 */
export function createDemonstrationDesk(virtualCards: CardSource, seconds: number): CardDesk {
  const window: PinWindow = {
    isAvailable: () => Promise.resolve(true),
    open: (options) => createPageDialog(options, seconds),
  };
  return { source: virtualCards, window };
}

function createPageDialog({ conversation, language, signal }: DialogOptions, seconds: number): PinDialog {
  const send = (content: Markup) =>
    conversation.reply(frame(content, conversation.ticket, language), { seconds, signal });
  return {
    ask: async (question) => answerOf(await send(questionForm(question)), signal),
    async askPin(question) {
      const reply = await send(pinForm(question));
      const answer = answerOf(reply, signal);
      if (answer !== 'yes') return { kind: answer === 'timeout' ? 'timeout' : 'cancelled' };
      // The form came as text, which cannot be wiped: one more reason why this is for demonstration cards.
      return { kind: 'pin', pin: Buffer.from(reply?.get('pin') ?? '') };
    },
    close: () => undefined,
  };
}

function answerOf(reply: Reply | undefined, signal: AbortSignal): Answer {
  if (!reply) return signal.aborted ? 'cancelled' : 'timeout';
  const answer = reply.get('answer');
  return answer === 'yes' || answer === 'other' ? answer : 'cancelled';
}

function frame(content: Markup, ticket: string, language: Language): Markup {
  return html`<p class="notice">${cardUse[language].window.demonstration}</p>
<form method="post" action="/answer"><input type="hidden" name="ticket" value="${ticket}">
${content}</form>`;
}

function questionForm({ lines, yes, other, cancel }: Question): Markup {
  return html`${list(lines)}
${button('yes', yes)}${other !== undefined && button('other', other)}${cancel !== undefined && button('cancelled', cancel)}`;
}

function pinForm({ lines, error, prompt, yes, cancel }: PinQuestion): Markup {
  return html`${list(lines)}
${error !== undefined && html`<p class="notice bad" id="pin-error" role="alert">${error}</p>`}
<label for="pin">${prompt}</label>
<input type="password" id="pin" name="pin" autocomplete="off" inputmode="numeric" maxlength="64" autofocus${error !== undefined && html` aria-invalid="true" aria-describedby="pin-error"`}>
${button('yes', yes)}${button('cancelled', cancel)}`;
}

function list(lines: readonly string[]): Markup {
  return html`<ul class="who">${lines.map((line) => html`<li>${line}</li>`)}</ul>`;
}

function button(answer: Answer, text: string): Markup {
  return html`<button type="submit" name="answer" value="${answer}"${answer !== 'yes' && html` class="secondary"`}>${text}</button>`;
}
