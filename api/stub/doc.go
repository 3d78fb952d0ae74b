// Package stub is a stand-in for the service, to test programs against: a server that conforms to the contract in every byte and
// whose media records live as those of the service do, from processing to ready.
//
// Each principal, which is whoever a bearer token stands for, has records of its own. State is in memory and bounded: the
// oldest goes first. The same seed, clock and requests give the same bytes.
package stub
