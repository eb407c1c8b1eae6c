// A tour of what Go's runtime needs: goroutines, timers, maps in random order, files.
package main

import (
	"fmt"
	"io"
	"math"
	"math/rand"
	"os"
	"path/filepath"
	"sync"
	"time"
)

func main() {
	input, _ := io.ReadAll(os.Stdin)
	fmt.Printf("%q %q\n", os.Args[1:], input)
	table, err := os.ReadFile("data/table.csv")
	fmt.Printf("%q %v %v\n", table, err, os.WriteFile("data/table.csv", nil, 0o644))
	fmt.Println(os.MkdirAll("out/deep", 0o755))
	fmt.Println(os.WriteFile("out/deep/sine.txt", []byte(fmt.Sprint(math.Sin(1))), 0o644))
	filepath.Walk(".", func(path string, _ os.FileInfo, err error) error {
		fmt.Println(path, err)
		return nil
	})
	start := time.Now()
	time.Sleep(time.Hour)
	fmt.Println(time.Since(start) >= time.Hour, start.UTC())
	var group sync.WaitGroup
	squares := make(chan int, 100)
	for i := 0; i < 100; i++ {
		group.Add(1)
		go func() { defer group.Done(); squares <- i * i }()
	}
	group.Wait()
	close(squares)
	sum := 0
	for square := range squares {
		sum += square
	}
	fmt.Println(sum, rand.Intn(1_000_000))
	for key := range map[string]int{"a": 1, "b": 2, "c": 3, "d": 4} {
		fmt.Print(key)
	}
	os.Exit(4)
}
