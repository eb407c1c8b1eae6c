/**
 * Clusters as trees: sites know a parent, roots know how large their cluster is.
 *
 * In: unions of sites. Out: the root of any site. Union by size with path halving: almost linear.
 */
let parent: StaticArray<i32> = new StaticArray<i32>(0)

/** Room for `sites` sites. */
export function allocateClusters(sites: i32): void {
  parent = new StaticArray<i32>(sites)
}

/** Every site of `sites` on its own: a root of size 1, written as -1. */
export function resetClusters(sites: i32): void {
  for (let site = 0; site < sites; site++) unchecked((parent[site] = -1))
}

/** The root of the cluster of `site`. */
export function rootOf(site: i32): i32 {
  let at = site
  while (true) {
    const up = unchecked(parent[at])
    if (up < 0) return at
    const above = unchecked(parent[up])
    if (above < 0) return up
    unchecked((parent[at] = above))
    at = above
  }
}

/** Makes the clusters of two sites one. */
export function unite(a: i32, b: i32): void {
  let first = rootOf(a)
  let second = rootOf(b)
  if (first == second) return
  if (unchecked(parent[first]) > unchecked(parent[second])) {
    const larger = second
    second = first
    first = larger
  }
  unchecked((parent[first] += parent[second]))
  unchecked((parent[second] = first))
}
