export { assembleSignedData, checkValue, type SignedValue } from './assemble.ts';
export { cades, type CadesOptions, openToRaise as openCadesToRaise } from './format.ts';
export { hasWordOn } from './evidence-in-message.ts';
export { readMessage, type ReadMessage } from './read-message.ts';
export { type MessageContext, readSignatures } from './read-signature.ts';
export { encodeSignedAttributes, messageHashOf, type SignedAttributes } from './signed-attributes.ts';
export { contentHashesOf } from './time-stamps.ts';
