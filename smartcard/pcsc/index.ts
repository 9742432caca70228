export { createPcscTransport, type PcscOptions } from './pcsc-transport.ts';
export { busy, closed, Turns, within } from './time-limit.ts';
