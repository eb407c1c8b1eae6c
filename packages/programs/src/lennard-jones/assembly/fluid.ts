/**
 * Atoms in a periodic cube that attract and repel as u(r) = 4 (r^-12 - r^-6), cut off at rc.
 *
 * In: positions and velocities in reduced units (sigma = epsilon = mass = k = 1). Out: forces, the
 * sums of u and of the virial -r u'(r) over pairs within rc, velocity Verlet steps.
 * Pairs come from a list of those within rc + SKIN, made again once an atom has moved SKIN / 2.
 * Invariants: forces are the gradient of the energy and add up to nothing; positions that are an
 * fcc lattice have the energy of its shells (fluid.test.ts).
 */

/** 4 k^3 atoms with k = 7. */
export const ATOMS_MAX: i32 = 1372
const SKIN: f64 = 0.35
/** Pairs in the list for each atom; more than 4 pi/3 (rc + SKIN)^3 density / 2 can ask for. */
const PAIRS_PER_ATOM: i32 = 220

const positions = memory.data(32928, 8)
const velocities = memory.data(32928, 8)
const forces = memory.data(32928, 8)
/** Where atoms were when the list was made. */
const listed = memory.data(32928, 8)
/** Partners of atom i are entries `starts[i]` to `starts[i + 1]` of `partners`, as byte offsets. */
const starts = memory.data(5492, 4)
const partners = memory.data(1207360, 4)

export let atoms: i32 = 0
let edge: f64 = 0
let perEdge: f64 = 0
let cutoff2: f64 = 0
/** Sum of u over pairs within the cut-off. */
export let potential: f64 = 0
/** Sum of -r u'(r) over pairs within the cut-off. */
export let virial: f64 = 0
/** Pairs within the cut-off. */
export let pairs: i32 = 0

function at(base: usize, index: i32): f64 {
  return load<f64>(base + ((<usize>index) << 3))
}

function put(base: usize, index: i32, value: f64): void {
  store<f64>(base + ((<usize>index) << 3), value)
}

/** Component `index` (3 atom + axis) of positions, velocities and forces. */
export function positionAt(index: i32): f64 {
  return at(positions, index)
}
export function velocityAt(index: i32): f64 {
  return at(velocities, index)
}
export function forceAt(index: i32): f64 {
  return at(forces, index)
}
export function setVelocity(index: i32, value: f64): void {
  put(velocities, index, value)
}

/** Takes `count` atoms in a cube of this edge; positions follow by `setPosition`, then `begin`. */
export function setBox(count: i32, boxEdge: f64, cutoff: f64): void {
  atoms = count
  edge = boxEdge
  perEdge = 1 / boxEdge
  cutoff2 = cutoff * cutoff
}

export function setPosition(index: i32, value: f64): void {
  put(positions, index, value)
}

/** Puts 4 `cells`^3 atoms at rest on a face-centred cubic lattice of this number density. */
export function setLattice(cells: i32, density: f64, cutoff: f64): void {
  const count = 4 * cells * cells * cells
  setBox(count, Math.cbrt(<f64>count / density), cutoff)
  const step = edge / <f64>(2 * cells)
  let index = 0
  for (let x = 0; x < 2 * cells; x++) {
    for (let y = 0; y < 2 * cells; y++) {
      for (let z = 0; z < 2 * cells; z++) {
        if (((x + y + z) & 1) != 0) continue
        put(positions, index++, <f64>x * step)
        put(positions, index++, <f64>y * step)
        put(positions, index++, <f64>z * step)
      }
    }
  }
}

/** Makes the list and the forces of the positions as they are. */
export function begin(): void {
  makeList()
  computeForces()
}

function makeList(): void {
  memory.copy(listed, positions, <usize>(24 * atoms))
  const reach = Math.sqrt(cutoff2) + SKIN
  const reach2 = reach * reach
  let used = 0
  for (let i = 0; i < atoms; i++) {
    store<i32>(starts + ((<usize>i) << 2), used)
    const x = at(positions, 3 * i)
    const y = at(positions, 3 * i + 1)
    const z = at(positions, 3 * i + 2)
    for (let j = i + 1; j < atoms; j++) {
      let dx = x - at(positions, 3 * j)
      let dy = y - at(positions, 3 * j + 1)
      let dz = z - at(positions, 3 * j + 2)
      dx -= edge * nearest(dx * perEdge)
      dy -= edge * nearest(dy * perEdge)
      dz -= edge * nearest(dz * perEdge)
      if (dx * dx + dy * dy + dz * dz >= reach2) continue
      assert(used < PAIRS_PER_ATOM * ATOMS_MAX, 'more pairs than the list holds')
      store<u32>(partners + ((<usize>used) << 2), <u32>(24 * j))
      used += 1
    }
  }
  store<i32>(starts + ((<usize>atoms) << 2), used)
}

function computeForces(): void {
  memory.fill(forces, 0, <usize>(24 * atoms))
  let energy: f64 = 0
  let pull: f64 = 0
  let within = 0
  const width = edge
  const perWidth = perEdge
  const limit2 = cutoff2
  const count = atoms
  for (let i = 0; i < count; i++) {
    const x = at(positions, 3 * i)
    const y = at(positions, 3 * i + 1)
    const z = at(positions, 3 * i + 2)
    let fx: f64 = 0
    let fy: f64 = 0
    let fz: f64 = 0
    const end = partners + ((<usize>load<i32>(starts + ((<usize>i) << 2), 4)) << 2)
    let entry = partners + ((<usize>load<i32>(starts + ((<usize>i) << 2))) << 2)
    for (; entry < end; entry += 4) {
      // Byte offset of the partner's components.
      const j = <usize>load<u32>(entry)
      let dx = x - load<f64>(positions + j)
      let dy = y - load<f64>(positions + j, 8)
      let dz = z - load<f64>(positions + j, 16)
      dx -= width * nearest(dx * perWidth)
      dy -= width * nearest(dy * perWidth)
      dz -= width * nearest(dz * perWidth)
      const r2 = dx * dx + dy * dy + dz * dz
      if (r2 >= limit2) continue
      const inverse2 = 1 / r2
      const inverse6 = inverse2 * inverse2 * inverse2
      const w = 24 * inverse6 * (2 * inverse6 - 1)
      energy += 4 * inverse6 * (inverse6 - 1)
      pull += w
      within += 1
      const scale = w * inverse2
      dx *= scale
      dy *= scale
      dz *= scale
      fx += dx
      fy += dy
      fz += dz
      store<f64>(forces + j, load<f64>(forces + j) - dx)
      store<f64>(forces + j, load<f64>(forces + j, 8) - dy, 8)
      store<f64>(forces + j, load<f64>(forces + j, 16) - dz, 16)
    }
    put(forces, 3 * i, at(forces, 3 * i) + fx)
    put(forces, 3 * i + 1, at(forces, 3 * i + 1) + fy)
    put(forces, 3 * i + 2, at(forces, 3 * i + 2) + fz)
  }
  potential = energy
  virial = pull
  pairs = within
}

/** One velocity Verlet step of length `dt`. */
export function step(dt: f64): void {
  const half = 0.5 * dt
  const limit = 0.25 * SKIN * SKIN
  let stale = false
  for (let index = 0; index < 3 * atoms; index++) {
    const v = at(velocities, index) + half * at(forces, index)
    put(velocities, index, v)
    put(positions, index, at(positions, index) + dt * v)
  }
  for (let index = 0; index < 3 * atoms; index += 3) {
    const dx = at(positions, index) - at(listed, index)
    const dy = at(positions, index + 1) - at(listed, index + 1)
    const dz = at(positions, index + 2) - at(listed, index + 2)
    if (dx * dx + dy * dy + dz * dz > limit) {
      stale = true
      break
    }
  }
  if (stale) makeList()
  computeForces()
  for (let index = 0; index < 3 * atoms; index++) {
    put(velocities, index, at(velocities, index) + half * at(forces, index))
  }
}

/** Sum of v^2 / 2. */
export function kineticEnergy(): f64 {
  let sum: f64 = 0
  for (let index = 0; index < 3 * atoms; index++) {
    const v = at(velocities, index)
    sum += v * v
  }
  return 0.5 * sum
}

/** Multiplies every velocity by `factor`. */
export function scaleVelocities(factor: f64): void {
  for (let index = 0; index < 3 * atoms; index++) {
    put(velocities, index, factor * at(velocities, index))
  }
}

/** Takes the motion of the whole out of the velocities. */
export function stopDrift(): void {
  for (let axis = 0; axis < 3; axis++) {
    let sum: f64 = 0
    for (let atom = 0; atom < atoms; atom++) sum += at(velocities, 3 * atom + axis)
    const mean = sum / <f64>atoms
    for (let atom = 0; atom < atoms; atom++) {
      put(velocities, 3 * atom + axis, at(velocities, 3 * atom + axis) - mean)
    }
  }
}

/** u at the cut-off: what the energy jumps by, in the other direction, when a pair leaves. */
export function potentialAtCutoff(): f64 {
  const inverse6 = 1 / (cutoff2 * cutoff2 * cutoff2)
  return 4 * inverse6 * (inverse6 - 1)
}

/**
 * The energy that the forces conserve: pairs count from where the potential is cut, so that none
 * adds a jump by coming or going.
 */
export function conservedEnergy(): f64 {
  return kineticEnergy() + potential - <f64>pairs * potentialAtCutoff()
}
