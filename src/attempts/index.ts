export { attemptSettings, limitRulesFor } from './config.ts';
export { createInMemoryAttemptLimiter } from './in-memory.ts';
export { delaySchedule, type LimitRule, type LimitRules, type LimitScope, limitRules } from './model.ts';
export { networkOf } from './network.ts';
export { type AttemptLimiterDeps, createAttemptLimiter, sweepAttempts } from './store.ts';
