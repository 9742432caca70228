export { isJsonObject, type JsonObject, parseJson } from './parse.ts';
