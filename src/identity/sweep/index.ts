export { createSweep, type Sweep, type SweepDeps } from './service.ts';
