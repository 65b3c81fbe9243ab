package main

import (
	"io/fs"
	"path"
	"regexp"
	"sort"
	"strings"
)

// target is one Fuzz function and the folder of its package.
type target struct{ dir, name string }

var fuzzFunc = regexp.MustCompile(`(?m)^func (Fuzz\w+)\(\w+ \*testing\.F\)`)

// fuzzTargets finds the Fuzz functions in the test files under fsys.
func fuzzTargets(fsys fs.FS) ([]target, error) {
	var out []target
	err := fs.WalkDir(fsys, ".", func(p string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if name := e.Name(); e.IsDir() && (name == "node_modules" || name == "testdata" || name == "bin" ||
			len(name) > 1 && strings.HasPrefix(name, ".")) {
			return fs.SkipDir
		}
		if !strings.HasSuffix(p, "_test.go") {
			return nil
		}
		b, err := fs.ReadFile(fsys, p)
		for _, m := range fuzzFunc.FindAllStringSubmatch(string(b), -1) {
			out = append(out, target{dir: path.Dir(p), name: m[1]})
		}
		return err
	})
	sort.Slice(out, func(i, j int) bool { return out[i].dir+out[i].name < out[j].dir+out[j].name })
	return out, err
}
