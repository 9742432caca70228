/**
 * An SQL condition, always true, for a statement that is a transaction of its own. Where `when` holds, its commit does
 * not wait for the disk (`synchronous_commit = off`, for this transaction alone): for effects of which nobody is told
 * before a later commit that waits. That one writes out the log up to itself, and so everything committed before it.
 */
export function commitsLater(when = 'true'): string {
  const setting = `'synchronous_commit'`;
  return `(select set_config(${setting}, case when ${when} then 'off' else current_setting(${setting}) end, true)) <> ''`;
}
