import type { Step } from './model.ts';
import type { StepName } from './step-codes.ts';

/** The steps of one judgement in the order in which they were taken. */
export interface Trail {
  readonly steps: Step[];
  note(step: StepName, outcome: Step['outcome'], about: Omit<Step, 'step' | 'outcome'>): void;
}

export function createTrail(): Trail {
  const steps: Step[] = [];
  return {
    steps,
    note: (step, outcome, about) => void steps.push({ step, outcome, ...about }),
  };
}
