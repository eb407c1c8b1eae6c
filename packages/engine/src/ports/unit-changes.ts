/**
 * Unit changes: several changes of one unit as one, for stores that write them together.
 *
 * In: units as they were loaded, items that each concern one of them, a pure function.
 * Out: a step for each item, and for each unit that changed one change that says it all.
 * Invariant: items of one unit see what those before them changed (unit-changes.test.ts).
 */
import { GridError, invariant } from '@pumasi/domain'
import type { UnitChange, UnitKey, UnitView } from '@pumasi/rules'

/** A unit as it was loaded, and all that changed since. */
export interface ChangedUnit {
  readonly before: UnitView
  readonly change: UnitChange
}

export const keyOfUnit = ({ jobId, unitIndex }: UnitKey): string => `${jobId} ${unitIndex}`

/** Decides about all items. @throws `UNKNOWN_UNIT` for an item whose unit is not among `views` */
export function decideAll<
  Item extends UnitKey,
  Step extends { readonly change: UnitChange | null },
>(
  views: readonly UnitView[],
  items: readonly Item[],
  decide: (view: UnitView, item: Item) => Step,
): { readonly steps: readonly Step[]; readonly changed: readonly ChangedUnit[] } {
  const loaded = new Map(views.map((view) => [keyOfUnit(view.unit), view]))
  const current = new Map(loaded)
  const changes = new Map<string, UnitChange>()
  const steps = items.map((item) => {
    const key = keyOfUnit(item)
    const view = current.get(key)
    if (view === undefined) throw unknownUnit(item)
    const step = decide(view, item)
    if (step.change === null) return step
    assertOwn(view.unit, step.change)
    const known = changes.get(key)
    changes.set(key, known === undefined ? step.change : mergeChanges(known, step.change))
    current.set(key, applyChange(view, step.change))
    return step
  })
  const changed = [...changes].map(([key, change]) => ({
    before: loaded.get(key) as UnitView,
    change,
  }))
  return { steps, changed }
}

/** A unit after a change. */
export const applyChange = (view: UnitView, change: UnitChange): UnitView => ({
  ...view,
  unit: change.unit,
  leases: replace(view.leases, change.leases, ({ id }) => id),
  receipts: replace(view.receipts, change.receipts, ({ receipt }) => receipt.leaseId),
})

const mergeChanges = (first: UnitChange, second: UnitChange): UnitChange => ({
  unit: second.unit,
  leases: replace(first.leases, second.leases, ({ id }) => id),
  receipts: replace(first.receipts, second.receipts, ({ receipt }) => receipt.leaseId),
})

/** Newer records in the places of older ones, and the rest behind. */
function replace<T>(older: readonly T[], newer: readonly T[], keyOf: (one: T) => string): T[] {
  const records = new Map(older.map((record) => [keyOf(record), record]))
  for (const record of newer) records.set(keyOf(record), record)
  return [...records.values()]
}

/** A change may only speak of its own unit. */
function assertOwn(unit: UnitKey, change: UnitChange): void {
  const records = [change.unit, ...change.leases, ...change.receipts.map(({ receipt }) => receipt)]
  for (const { jobId, unitIndex } of records) {
    const own = jobId === unit.jobId && unitIndex === unit.unitIndex
    invariant(own, 'a change touches only its own unit', {
      unit: keyOfUnit(unit),
      found: keyOfUnit({ jobId, unitIndex }),
    })
  }
}

const unknownUnit = ({ jobId, unitIndex }: UnitKey): GridError =>
  new GridError('UNKNOWN_UNIT', `found no unit ${unitIndex} of job ${jobId}`, {
    hint: 'Name a unit for which a lease was granted.',
    details: { jobId, unitIndex },
  })
