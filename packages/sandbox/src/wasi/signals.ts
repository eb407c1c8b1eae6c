/**
 * Signals: what a host call throws to end the whole run. The guest cannot catch them, because the
 * rewriter refuses modules with exception handling. None is an `Error`, so no engine confuses them
 * with its own failures.
 */

/** The guest called `proc_exit`. */
export class ExitSignal {
  readonly code: number
  constructor(code: number) {
    this.code = code
  }
}

/** A host call cost more fuel than was left. */
export class FuelSignal {}

/** The guest left more bytes than `outputMaxBytes`. */
export class OutputSignal {}
