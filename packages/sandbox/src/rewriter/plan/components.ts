/** Strongly connected components of a directed graph (Tarjan), without recursion. */

export interface Components {
  /** Component of each node; a component's successors have smaller numbers. */
  readonly component: Int32Array
  readonly count: number
  /** 1 for each component that contains a cycle. */
  readonly cyclic: Uint8Array
}

export function components(graph: readonly (readonly number[])[]): Components {
  const size = graph.length
  const component = new Int32Array(size).fill(-1)
  const order = new Int32Array(size).fill(-1)
  const low = new Int32Array(size)
  const next = new Int32Array(size)
  const cyclic: number[] = []
  const open: number[] = []
  const path: number[] = []
  let counter = 0

  const enter = (node: number): void => {
    order[node] = low[node] = counter++
    open.push(node)
    path.push(node)
  }

  const finish = (node: number): void => {
    path.pop()
    const parent = path.at(-1)
    if (parent !== undefined) {
      low[parent] = Math.min(low[parent] as number, low[node] as number)
    }
    if (low[node] !== order[node]) return
    const number = cyclic.length
    let members = 0
    let member: number
    do {
      member = open.pop() as number
      component[member] = number
      members += 1
    } while (member !== node)
    cyclic.push(members > 1 || graph[node]?.includes(node) === true ? 1 : 0)
  }

  for (let root = 0; root < size; root += 1) {
    if (order[root] !== -1) continue
    enter(root)
    for (let node = path.at(-1); node !== undefined; node = path.at(-1)) {
      const successor = graph[node]?.[next[node] as number]
      if (successor === undefined) {
        finish(node)
        continue
      }
      next[node] = (next[node] as number) + 1
      if (order[successor] === -1) enter(successor)
      else if (component[successor] === -1) {
        low[node] = Math.min(low[node] as number, order[successor] as number)
      }
    }
  }
  return { component, count: cyclic.length, cyclic: Uint8Array.from(cyclic) }
}
