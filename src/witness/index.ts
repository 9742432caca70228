export { openWitnessKey, type RunningWitness, startWitness, type WitnessOptions } from './service.ts';
