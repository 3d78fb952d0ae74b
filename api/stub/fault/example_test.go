package fault_test

import (
	"fmt"
	"math/rand/v2"

	"github.com/medialink-go/medialink/api/stub/fault"
)

func ExampleParse() {
	f, err := fault.Parse("503,on=getMedia,first=2")
	fmt.Println(f.Status, f.RetryAfter, err)
	_, err = fault.Parse("503,first=0")
	fmt.Println(err)
	// Output:
	// 503 1s <nil>
	// fault "503,first=0": first must be a number of requests from 1
}

// A stub asks its set for each request.
func ExampleSet_Select() {
	f, err := fault.Parse("503,first=1")
	if err != nil {
		fmt.Println(err)
		return
	}
	set, random := fault.NewSet([]fault.Fault{f}), rand.New(rand.NewPCG(1, 1))
	for range 2 {
		if early := set.Select("getMedia", random).Early(); early != nil {
			fmt.Println(early.Status, early.RetryAfter)
		}
	}
	fmt.Println(set[0].Count)
	// Output:
	// 503 1s
	// 1
}
