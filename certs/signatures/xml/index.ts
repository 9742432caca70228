export {
  type Canonicalisation,
  canonicalisations,
  canonicalise,
  canonicalText,
  escapeAttribute,
  escapeText,
  exclusiveUri,
  inclusiveUri,
  type NodeSet,
} from './canonicalise.ts';
export * from './find.ts';
export * from './model.ts';
export { readXml } from './read.ts';
