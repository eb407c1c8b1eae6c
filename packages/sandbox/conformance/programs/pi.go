// pi SEED DRAWS: estimates pi from random points in the unit square.
package main

import (
	"fmt"
	"os"
	"strconv"
)

// draw is xorshift64*: its own generator, so that every language draws the same points.
func draw(state *uint64) float64 {
	*state ^= *state >> 12
	*state ^= *state << 25
	*state ^= *state >> 27
	return float64((*state*2685821657736338717)>>11) / 9007199254740992.0
}

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: pi SEED DRAWS")
		os.Exit(2)
	}
	state, _ := strconv.ParseUint(os.Args[1], 10, 64)
	draws, _ := strconv.ParseUint(os.Args[2], 10, 64)
	state++
	hits := 0
	for i := uint64(0); i < draws; i++ {
		x, y := draw(&state), draw(&state)
		if float64(x*x)+float64(y*y) < 1 {
			hits++
		}
	}
	fmt.Printf("{\"draws\":%d,\"hits\":%d}\n", draws, hits)
}
