export { booleanArray, byteaArray, numberArray, textArray } from './arrays.ts';
export { type Batching, type BatchLimits, createBatching, type Sort } from './batching.ts';
export { commitsLater } from './commit.ts';
export type { Database, DatabaseOptions, Queryable, Row, Statement, Transaction } from './database.ts';
export { openDatabase, statement } from './database.ts';
export { type EmbeddedPostgres, removeEmbeddedPostgres, startEmbeddedPostgres } from './embedded.ts';
export { DatabaseError, type DatabaseErrorCode, isDatabaseUnavailable } from './errors.ts';
export { migrate, readMigrations } from './migrate.ts';
