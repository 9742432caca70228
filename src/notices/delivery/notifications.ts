import { formatDateTime } from '../../messages/index.ts';
import type { Attachment, Notification } from '../../notify/index.ts';
import { calendarFile, calendarType } from '../calendar.ts';
import type { DueDelivery, HearingWords, NoticeLinks, NoticeWords } from './model.ts';
import { notificationTexts } from './notification-texts.ts';

export const noticeTopic = 'notice.sent';

/** The message that carries a delivery; its reference is the delivery's. */
export function notificationOf(words: NoticeWords, delivery: DueDelivery, links: NoticeLinks): Notification {
  const { deliveryId: reference, channel, recipient: to } = delivery;
  // After the hearing the message would only confuse; the notice stays at the portal.
  const expiresAt = words.hearing ? { expiresAt: words.hearing.startsAt } : {};
  const common = { to, topic: noticeTopic, reference, isBulk: true, ...expiresAt };
  if (channel === 'sms') return { ...common, channel, body: smsText(words, links) };
  const t = notificationTexts[words.language];
  return {
    ...common,
    channel,
    subject: line(t.subject(words.number, t.kinds[words.kind]), 200),
    body: mailText(words, links),
    attachments: calendarsOf(words, links),
  };
}

/** Number, time, place and address; letters of names stay as they are (decision 0001). */
function smsText(words: NoticeWords, links: NoticeLinks): string {
  const { language, number, hearing, kind, noticeId, court } = words;
  const t = notificationTexts[language];
  const parts = [kind === 'withdrawal' ? t.smsWithdrawn(number) : t.sms(number)];
  if (hearing) {
    const place = `${line(court.names[language], 80)}, ${line(hearing.room, 60)}`;
    parts.push(t.smsHearing(formatDateTime(hearing.startsAt, language), place));
  }
  return [...parts, links.notice(noticeId)].join(' ');
}

function mailText(words: NoticeWords, links: NoticeLinks): string {
  const { language, hearing, cancelled } = words;
  const t = notificationTexts[language];
  const facts = [
    `${t.number}: ${words.number}`,
    `${t.case}: ${line(words.caseNumber, 100)}`,
    ...(hearing
      ? [`${t.at}: ${formatDateTime(hearing.startsAt, language)}`, `${t.place}: ${placeOf(words, hearing)}`]
      : []),
  ];
  return [
    t.greeting,
    t.intro(line(words.court.names[language], 300), t.kinds[words.kind]),
    facts.join('\n'),
    ...(cancelled ? [t.cancelled(formatDateTime(cancelled.startsAt, language))] : []),
    `${t.read}\n${links.notice(words.noticeId)}`,
    `${t.verify}\n${links.verification}`,
    ...(hearing ? [t.calendar] : []),
    t.why,
  ].join('\n\n');
}

/** A file for the hearing, and one that takes the replaced hearing out of the calendar. */
function calendarsOf(words: NoticeWords, links: NoticeLinks): readonly Attachment[] {
  const { language, signedAt: saidAt, caseNumber, number, noticeId, hearing, cancelled } = words;
  const t = notificationTexts[language];
  const file = (name: string, event: HearingWords, isCancelled: boolean): Attachment => ({
    name,
    type: `${calendarType}; method=PUBLISH`,
    content: calendarFile({
      hearingId: event.hearingId,
      startsAt: event.startsAt,
      endsAt: event.endsAt,
      saidAt,
      isCancelled,
      summary: line((isCancelled ? t.eventCancelled : t.event)(caseNumber), 200),
      location: placeOf(words, event),
      description: `${t.number}: ${number}`,
      url: links.notice(noticeId),
    }),
  });
  return [
    ...(hearing ? [file('hearing.ics', hearing, false)] : []),
    ...(cancelled ? [file('cancelled-hearing.ics', cancelled, true)] : []),
  ];
}

function placeOf({ court, language }: NoticeWords, { room }: HearingWords): string {
  return [line(court.names[language], 300), line(court.address, 300), line(room, 100)].join(', ');
}

/** One line of at most so many characters. */
function line(text: string, longest: number): string {
  const plain = text
    .toWellFormed()
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim();
  const characters = Array.from(plain);
  return characters.length <= longest ? plain : `${characters.slice(0, longest - 1).join('')}…`;
}
