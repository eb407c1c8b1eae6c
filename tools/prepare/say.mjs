/** What preparing says to people. It goes to stderr: stdout belongs to the command that follows. */

/** @param {string} line */
export const say = (line) => void process.stderr.write(`prepare: ${line}\n`)

/**
 * An error for people: what was found, then what to do, without a stack.
 * @param {string} found
 * @param {string[]} steps
 * @param {number} [exitCode]
 */
export function explain(found, steps, exitCode = 1) {
  const message = [found, ...steps.map((step) => `  ${step}`)].join('\n')
  return Object.assign(new Error(message), { isExplained: true, exitCode })
}

/** @param {number} sinceMs A value of `Date.now()`. */
export const elapsed = (sinceMs) => `${((Date.now() - sinceMs) / 1000).toFixed(1)} s`
