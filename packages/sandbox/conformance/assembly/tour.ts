/** A tour of what a program can see and do: arguments, input, clock, randomness, floats, files. */
import { clock_time_get, open, programArgs, random_get, read, write } from "./wasi"

/** The logistic map and a few library functions, where engines could differ in the last bit. */
function chaos(steps: i32): f64 {
  let x = 0.3
  for (let step = 0; step < steps; step++) {
    x = 3.9 * x * (1.0 - x)
    if (step % 1000 == 0) x = Math.abs(Math.sin(x) * Math.exp(-x)) + Math.sqrt(x) / 3.0
  }
  return x
}

const numbers = memory.data(64)
write(1, programArgs().join("\n") + "\n")
write(1, read(0) + "\n" + read(open("data/table.csv", false)) + "\n")
random_get(numbers, 16)
write(1, load<u64>(numbers).toString(16) + load<u64>(numbers, 8).toString(16) + "\n")
clock_time_get(0, 0, numbers)
write(1, load<u64>(numbers).toString() + "\n")
write(1, reinterpret<u64>(0.0 / (load<u8>(numbers, 60) as f64)).toString(16) + "\n")
write(2, chaos(2_000_000).toString() + "\n")
const words = ["pear", "apple", "fig", "품앗이", "date"]
words.sort()
write(open("words.txt", true), words.join(" "))
