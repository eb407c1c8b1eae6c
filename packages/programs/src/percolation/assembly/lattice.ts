/**
 * Site percolation on a torus of `size` by `size`, after Newman and Ziff: sites are occupied one
 * by one in random order until a cluster wraps around the torus along both axes.
 *
 * In: a size, a seeded generator. Out: how many sites were occupied when a cluster first wrapped
 * along x, and along y. Each site keeps its displacement to its root; two ways to the same root
 * that differ by a whole turn have wrapped.
 */
import { nextBelow } from '../../../assembly/random/xoshiro'

let size: i32 = 0
let sites: i32 = 0
/** Minus the cluster's size at a root, the parent elsewhere, EMPTY where nobody sits. */
let parent: StaticArray<i32> = new StaticArray<i32>(0)
let offsetX: StaticArray<i32> = new StaticArray<i32>(0)
let offsetY: StaticArray<i32> = new StaticArray<i32>(0)
let order: StaticArray<i32> = new StaticArray<i32>(0)
const EMPTY: i32 = i32.MIN_VALUE

/** Sites occupied when a cluster first wrapped along x and along y. */
export let wrappedX: i32 = 0
export let wrappedY: i32 = 0

export function allocateLattice(length: i32): void {
  size = length
  sites = length * length
  parent = new StaticArray<i32>(sites)
  offsetX = new StaticArray<i32>(sites)
  offsetY = new StaticArray<i32>(sites)
  order = new StaticArray<i32>(sites)
  for (let site = 0; site < sites; site++) unchecked((order[site] = site))
}

/** The root of `site`; afterwards the offsets of `site` lead straight to it. */
function find(site: i32): i32 {
  let root = site
  let x = 0
  let y = 0
  while (unchecked(parent[root]) >= 0) {
    x += unchecked(offsetX[root])
    y += unchecked(offsetY[root])
    root = unchecked(parent[root])
  }
  let at = site
  while (at != root) {
    const up = unchecked(parent[at])
    const stepX = unchecked(offsetX[at])
    const stepY = unchecked(offsetY[at])
    unchecked((parent[at] = root))
    unchecked((offsetX[at] = x))
    unchecked((offsetY[at] = y))
    x -= stepX
    y -= stepY
    at = up
  }
  return root
}

/** Joins `site` with its neighbour a step (`dx`, `dy`) away, and notes a whole turn. */
function join(site: i32, neighbour: i32, dx: i32, dy: i32, occupied: i32): void {
  if (unchecked(parent[neighbour]) == EMPTY) return
  const a = find(site)
  const b = find(neighbour)
  const ax = a == site ? 0 : unchecked(offsetX[site])
  const ay = a == site ? 0 : unchecked(offsetY[site])
  // From the root of `site` over the step to the root of the neighbour.
  const x = dx - ax + (b == neighbour ? 0 : unchecked(offsetX[neighbour]))
  const y = dy - ay + (b == neighbour ? 0 : unchecked(offsetY[neighbour]))
  if (a == b) {
    if (x != 0 && wrappedX == 0) wrappedX = occupied
    if (y != 0 && wrappedY == 0) wrappedY = occupied
  } else if (unchecked(parent[a]) <= unchecked(parent[b])) {
    unchecked((parent[a] += parent[b]))
    unchecked((parent[b] = a))
    unchecked((offsetX[b] = -x))
    unchecked((offsetY[b] = -y))
  } else {
    unchecked((parent[b] += parent[a]))
    unchecked((parent[a] = b))
    unchecked((offsetX[a] = x))
    unchecked((offsetY[a] = y))
  }
}

/** Empties the lattice and fills it until clusters have wrapped along both axes. */
export function fill(): void {
  for (let site = 0; site < sites; site++) unchecked((parent[site] = EMPTY))
  wrappedX = 0
  wrappedY = 0
  for (let count = 0; wrappedX == 0 || wrappedY == 0; count++) {
    // The next site of a random order: any order before this trial is as good as another.
    const pick = count + <i32>nextBelow(<u32>(sites - count))
    const site = unchecked(order[pick])
    unchecked((order[pick] = order[count]))
    unchecked((order[count] = site))
    unchecked((parent[site] = -1))
    const column = site % size
    join(site, column == size - 1 ? site - size + 1 : site + 1, 1, 0, count + 1)
    join(site, column == 0 ? site + size - 1 : site - 1, -1, 0, count + 1)
    join(site, site + size < sites ? site + size : site + size - sites, 0, 1, count + 1)
    join(site, site >= size ? site - size : site - size + sites, 0, -1, count + 1)
  }
}
