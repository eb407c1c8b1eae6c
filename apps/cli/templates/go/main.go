// {{name}} SEED DRAWS: counts random points of the unit square inside the quarter circle.
package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
)

// draw is xorshift64*: a generator of its own, so that a seed means the same everywhere.
func draw(state *uint64) float64 {
	*state ^= *state >> 12
	*state ^= *state << 25
	*state ^= *state >> 27
	return float64((*state*2685821657736338717)>>11) / 9007199254740992.0
}

// parse reads a whole number up to most, written in digits alone.
func parse(text string, most uint64) (uint64, bool) {
	value, err := strconv.ParseUint(text, 10, 64)
	return value, err == nil && value <= most && !strings.HasPrefix(text, "+")
}

func main() {
	var seed, draws uint64
	ok := len(os.Args) == 3
	if ok {
		var seedOk, drawsOk bool
		seed, seedOk = parse(os.Args[1], 9007199254740991)
		draws, drawsOk = parse(os.Args[2], 1000000000000)
		ok = seedOk && drawsOk
	}
	if !ok {
		fmt.Fprintln(os.Stderr, "usage: {{name}} SEED DRAWS, whole numbers up to 2^53 - 1 and 10^12")
		os.Exit(2)
	}
	state := seed + 1
	hits := 0
	for i := uint64(0); i < draws; i++ {
		x, y := draw(&state), draw(&state)
		// The conversions keep a compiler from fusing product and sum.
		if float64(x*x)+float64(y*y) < 1 {
			hits++
		}
	}
	fmt.Printf("{\"draws\":%d,\"hits\":%d,\"seed\":%d}\n", draws, hits, seed)
}
