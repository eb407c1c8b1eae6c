/** What a proof file says beside what it must be, as text for people and programs. */
export interface Comparison {
  /** As in `receipts.0.signature`; a part when no single field can be told. */
  readonly field: string
  readonly found: string
  readonly expected: string
}

/** The first field that is not as it must be. */
export type ProofFault = Comparison

/** How one step came out: what it compared, and the first that differs. */
export interface Compared {
  readonly compared: readonly Comparison[]
  readonly fault: ProofFault | null
}

export const compare = (field: string, found: unknown, expected: unknown): Comparison => ({
  field,
  found: String(found),
  expected: String(expected),
})

/** The same fields of two values, as text. */
export const compareFields = <T extends object>(
  part: string,
  found: T,
  expected: T,
): readonly Comparison[] =>
  (Object.keys(expected) as (keyof T & string)[]).map((name) =>
    compare(`${part}.${name}`, found[name], expected[name]),
  )

/** A step whose comparisons say everything. */
export const judge = (compared: readonly Comparison[]): Compared => ({
  compared,
  fault: compared.find(({ found, expected }) => found !== expected) ?? null,
})
