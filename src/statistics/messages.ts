export { nameTexts } from './messages/names.ts';
export { type Texts, texts } from './messages/page.ts';
