// {{name}} SEED DRAWS: counts random points of the unit square inside the quarter circle.
import { exit, programArgs, write } from "./wasi"

let state: u64 = 0

/** xorshift64*: a generator of its own, so that a seed means the same everywhere. */
function draw(): f64 {
  state ^= state >> 12
  state ^= state << 25
  state ^= state >> 27
  return ((state * 2685821657736338717) >> 11) as f64 / 9007199254740992.0
}

/** A whole number up to `most`, written in digits alone; -1 for anything else. */
function parse(text: string, most: i64): i64 {
  if (text.length == 0 || text.length > 16) return -1
  let value: i64 = 0
  for (let index = 0; index < text.length; index++) {
    const digit = text.charCodeAt(index) - 48
    if (digit < 0 || digit > 9) return -1
    value = value * 10 + digit
  }
  return value <= most ? value : -1
}

const args = programArgs()
const seed = args.length == 2 ? parse(args[0], 9007199254740991) : -1
const draws = args.length == 2 ? parse(args[1], 1000000000000) : -1
if (seed < 0 || draws < 0) {
  write(2, "usage: {{name}} SEED DRAWS, whole numbers up to 2^53 - 1 and 10^12\n")
  exit(2)
}
state = (seed as u64) + 1
let hits: i64 = 0
for (let index: i64 = 0; index < draws; index++) {
  const x = draw(), y = draw()
  if (x * x + y * y < 1) hits++
}
write(1, `{"draws":${draws},"hits":${hits},"seed":${seed}}\n`)
