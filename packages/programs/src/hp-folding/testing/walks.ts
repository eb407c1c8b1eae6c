/** All self-avoiding walks, for chains so short that they can be listed. */
import { isSelfAvoiding, sitesOf } from '../fold.ts'

/** Every fold of a chain of `monomers`, of 2 or more, whose first step goes right. */
export function everyFold(monomers: number): readonly string[] {
  let folds = ['R']
  for (let length = 2; length < monomers; length++) {
    folds = folds.flatMap((fold) => [...'RULD'].map((step) => fold + step))
    folds = folds.filter((fold) => isSelfAvoiding(sitesOf(fold)))
  }
  return folds
}
