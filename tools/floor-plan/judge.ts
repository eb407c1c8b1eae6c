/**
 * Judges one import against the floor plan.
 *
 * In: the importing file (relative to the workspace) and the specifier as written.
 * Out: null when it may stay, otherwise a sentence saying what was found and what to do instead.
 * Reads nothing but the table, so lint and the test over all sources give the same answer.
 */
import { isBuiltin } from 'node:module'
import { posix } from 'node:path'
import { appFloor, ethersRooms, isTestFile, roomNamed, roomOf, type Room } from './plan.ts'

export function judgeImport(file: string, specifier: string): string | null {
  if (specifier.startsWith('.')) return judgeRelative(file, specifier)
  if (specifier.startsWith('/') || /^(file|https?|data):/.test(specifier)) {
    return `"${specifier}" is an address, not a module: import a file of this room or a package.`
  }
  if (specifier.startsWith('@pumasi/')) return judgeRoom(file, specifier.split('/')[1] ?? '')
  return judgeOutside(file, specifier)
}

function judgeRelative(file: string, specifier: string): string | null {
  const target = posix.join(posix.dirname(file), specifier)
  const home = roomOf(file)?.folder ?? file.split('/')[0] ?? ''
  if (target.startsWith(`${home}/`)) return null
  if (isTestFile(file) && target.startsWith('vectors/')) return null
  if (!file.includes('/') && !roomOf(target)) return null
  const other = roomOf(target)
  return other
    ? `"${specifier}" reaches into ${other.folder}: import @pumasi/${other.name} by its name.`
    : `"${specifier}" leaves ${home}: move what is needed into a room and import that by name.`
}

function judgeRoom(file: string, name: string): string | null {
  const target = roomNamed(name)
  if (!target) return `@pumasi/${name} is no room: tools/floor-plan/plan.ts lists them.`
  if (target.floor === appFloor) {
    return `@pumasi/${name} is an app and nothing imports apps: move the code to a room below.`
  }
  const home = roomOf(file)
  if (!home) return judgeBeside(file, target)
  if (home === target) {
    // Outside src a room may be entered through its own door, to be tried as others see it.
    if (!file.startsWith(`${home.folder}/src/`)) return null
    return `@pumasi/${name} is this room itself: import the file by its path.`
  }
  if (home.mayImport.includes(name)) return null
  if (isTestFile(file) && home.testsMayImport?.includes(name)) return null
  return refusal(home, target)
}

/** e2e drives the grid and may know any room below the apps; tools and the rest know none. */
const judgeBeside = (file: string, target: Room): string | null =>
  file.startsWith('e2e/')
    ? null
    : `${file} stands beside the rooms: it may not import @pumasi/${target.name}.`

function refusal(home: Room, target: Room): string {
  const allowed = home.mayImport.length === 0 ? 'no room' : home.mayImport.join(', ')
  const direction =
    target.floor > home.floor
      ? `upward (floor ${home.floor} to ${target.floor}): define a port here and let that room fill it`
      : target.floor === home.floor
        ? `sideways (both on floor ${home.floor}): put what both need on a floor below`
        : 'not in the floor plan: change the table if the design really needs it'
  return `${home.name} to ${target.name} is ${direction}. ${home.name} may import ${allowed}.`
}

function judgeOutside(file: string, specifier: string): string | null {
  const home = roomOf(file)
  if (isBuiltin(specifier)) {
    if (!specifier.startsWith('node:')) return `Write node:${specifier} for a module of Node.`
    // Beside its sources a pure room may have programs: a bench, a sweep that draws a picture.
    if (!home?.pure || !file.startsWith(`${home.folder}/src/`) || isTestFile(file)) return null
    return `"${specifier}" is of Node and ${home.name} is pure: let it come in through a port.`
  }
  const isEthers = specifier === 'ethers' || specifier.startsWith('ethers/')
  if (home && isEthers && !ethersRooms.includes(home.name)) {
    return `ethers stays in ${ethersRooms.join(', ')}: use @pumasi/proof or @noble/* here.`
  }
  return null
}
