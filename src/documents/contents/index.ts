export {
  type Contents,
  createContents,
  type OpenedContent,
  resealContents,
  type StoredContent,
  sweepContents,
} from './service.ts';
