export { encodeNotice } from './codec.ts';
export { noticeTexts } from './messages.ts';
export { findSignProblem, type SignProblem } from './signs.ts';
export {
  longestText,
  type NoticeContent,
  type NoticeKind,
  type NoticeTemplate,
  noticeKinds,
  noticeTemplates,
  type ParticipantRole,
} from './model.ts';
