// Package badfile makes files for tests: small sound workbooks in every format that package sheet reads, and from
// them, by mutation, the bad ones that people and machines really send: cut short, of the wrong kind, over-packed,
// with formulas nobody calculated, with 1e308, with days in 1900 and 9999, in other encodings.
//
// The fixtures are ours to the last byte (no office program made them), so that the XLS reader can be tested against
// a writer that follows [MS-XLS] and [MS-CFB] from the other side. Nothing here is used by the product itself.
package badfile
