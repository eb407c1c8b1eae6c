/**
 * Program cache: each program prepared once, by digest, the least recently used dropped first.
 *
 * A program is run in its detecting variant; the repairing one is prepared when a run needs it.
 */
import { digestOf, toHex } from '@pumasi/domain'
import type { ThreadPool } from './pool.ts'
import type { PreparedProgram, RunVariant } from './prepare.ts'

/** Compiled programs kept for the next unit of the same job. */
const PROGRAMS_MAX = 16
/** Real time after which preparing a program is given up; within its limits it takes a second. */
const PREPARE_MAX_MS = 60_000

/** One variant of a program, and whether its hot code has been through a run past the slice. */
export interface CachedVariant extends PreparedProgram {
  warm: boolean
}

/** A program as the cache keeps it: without its bytes. */
export class CachedProgram {
  /** True once a run of it met a NaN: from then on the repairing variant runs at once. */
  metNan = false
  readonly #pool: ThreadPool
  readonly #variants = new Map<RunVariant, Promise<CachedVariant>>()

  constructor(pool: ThreadPool) {
    this.#pool = pool
  }

  /** A variant, prepared from the program's bytes when it is first asked for. */
  variant(variant: RunVariant, program: Uint8Array): Promise<CachedVariant> {
    const known = this.#variants.get(variant)
    if (known !== undefined) return known
    const prepared = this.#pool
      .run<PreparedProgram>({ kind: 'prepare', program, variant }, { wallMaxMs: PREPARE_MAX_MS })
      .then((found) => ({ ...found, warm: false }))
    this.#variants.set(variant, prepared)
    prepared.catch(() => this.#variants.delete(variant))
    return prepared
  }
}

export class ProgramCache {
  readonly #pool: ThreadPool
  readonly #programs = new Map<string, CachedProgram>()

  constructor(pool: ThreadPool) {
    this.#pool = pool
  }

  async get(program: Uint8Array): Promise<CachedProgram> {
    const key = await fingerprint(program)
    const cached = this.#programs.get(key) ?? new CachedProgram(this.#pool)
    this.#programs.delete(key)
    this.#programs.set(key, cached)
    for (const oldest of this.#programs.keys()) {
      if (this.#programs.size <= PROGRAMS_MAX) break
      this.#programs.delete(oldest)
    }
    return cached
  }
}

/** The part of the platform's cryptography that is used; absent on pages that are not secure. */
interface Platform {
  readonly crypto?: {
    readonly subtle?: { digest(name: 'SHA-256', bytes: Uint8Array): Promise<ArrayBuffer> }
  }
}

/** SHA-256, computed beside the event loop where the platform can. */
async function fingerprint(program: Uint8Array): Promise<string> {
  const subtle = (globalThis as unknown as Platform).crypto?.subtle
  if (subtle === undefined) return digestOf(program)
  const digest = await subtle.digest('SHA-256', program)
  return toHex(new Uint8Array(digest))
}
