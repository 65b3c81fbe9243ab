package main

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base32"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/evanw/esbuild/pkg/api"

	"headroom/internal/web"
)

// nhsStyle is the design system's compiled style sheet.
const nhsStyle = "node_modules/nhsuk-frontend/dist/nhsuk/nhsuk-frontend.css"

func main() {
	if err := bundle(".", filepath.Join("internal", "web", "dist")); err != nil {
		fmt.Fprintln(os.Stderr, "bundle:", err)
		os.Exit(1)
	}
}

// bundle reads the sources under root and writes the bundle into out, replacing an older one.
func bundle(root, out string) error {
	style, err := styleSheet(root)
	if err != nil {
		return err
	}
	script, err := script(root)
	if err != nil {
		return err
	}
	icon, err := os.ReadFile(filepath.Join(root, "internal/web/style/icon.svg"))
	if err != nil {
		return err
	}
	if err := clear(out); err != nil {
		return err
	}
	var m web.Manifest
	for _, f := range []struct {
		name, ext string
		b         []byte
	}{{"app", ".css", style}, {"app", ".js", script}, {"icon", ".svg", icon}} {
		if err := outside(f.b); err != nil {
			return fmt.Errorf("%s%s: %w", f.name, f.ext, err)
		}
		hashed := f.name + "-" + hash(f.b) + f.ext
		if err := write(out, hashed, f.b); err != nil {
			return err
		}
		switch f.ext {
		case ".css":
			m.Styles = []string{hashed}
		case ".js":
			m.Scripts = []string{hashed}
		default:
			m.Icon = hashed
		}
	}
	b, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(out, "manifest.json"), append(b, '\n'), 0o644)
}

// styleSheet is the trimmed design system, then our own style sheets in the order of their names.
func styleSheet(root string) ([]byte, error) {
	nhs, err := os.ReadFile(filepath.Join(root, nhsStyle))
	if errors.Is(err, os.ErrNotExist) {
		return nil, errors.New("nhsuk-frontend is not installed: run npm ci first")
	}
	if err != nil {
		return nil, err
	}
	names, err := classesIn(filepath.Join(root, "internal"))
	if err != nil {
		return nil, err
	}
	css, err := withPictures(root, trim(string(nhs), names))
	if err != nil {
		return nil, err
	}
	own, err := filepath.Glob(filepath.Join(root, "internal/web/style/*.css"))
	if err != nil {
		return nil, err
	}
	slices.Sort(own)
	for _, f := range own {
		b, err := os.ReadFile(f)
		if err != nil {
			return nil, err
		}
		css += "\n" + string(b)
	}
	r := api.Transform(css, api.TransformOptions{
		Loader: api.LoaderCSS, MinifyWhitespace: true, MinifySyntax: true, LegalComments: api.LegalCommentsNone,
		Engines: engines(), LogLevel: api.LogLevelSilent,
	})
	return r.Code, problems(r.Errors)
}

// picture is where the design system's style sheet expects one of its pictures to be served.
var picture = regexp.MustCompile(`url\(\s*["']?/assets/images/([\w.-]+\.svg)["']?\s*\)`)

// withPictures puts the design system's own pictures that are left in the style sheet into it: a few hundred bytes each,
// and nothing is asked for that we do not serve.
func withPictures(root, css string) (string, error) {
	var failed error
	out := picture.ReplaceAllStringFunc(css, func(s string) string {
		b, err := os.ReadFile(filepath.Join(root, filepath.Dir(nhsStyle), "assets", "images", picture.FindStringSubmatch(s)[1]))
		if err != nil {
			failed = err
			return s
		}
		return `url("data:image/svg+xml;base64,` + base64.StdEncoding.EncodeToString(b) + `")`
	})
	return out, failed
}

// engines are the oldest browsers the bundle must work in; NHS desktops are managed and a year or two behind.
func engines() []api.Engine {
	return []api.Engine{
		{Name: api.EngineChrome, Version: "100"}, {Name: api.EngineFirefox, Version: "100"}, {Name: api.EngineSafari, Version: "15.4"},
	}
}

// script is our script with the design system's modules that it imports.
func script(root string) ([]byte, error) {
	abs, err := filepath.Abs(root)
	if err != nil {
		return nil, err
	}
	r := api.Build(api.BuildOptions{
		EntryPoints: []string{"internal/web/script/app.js"}, AbsWorkingDir: abs, Bundle: true, Format: api.FormatIIFE,
		MinifyWhitespace: true, MinifyIdentifiers: true, MinifySyntax: true, LegalComments: api.LegalCommentsNone,
		Engines: engines(), TreeShaking: api.TreeShakingTrue, LogLevel: api.LogLevelSilent,
	})
	if err := problems(r.Errors); err != nil {
		return nil, err
	}
	return r.OutputFiles[0].Contents, nil
}

func problems(list []api.Message) error {
	var errs []error
	for _, m := range list {
		at := ""
		if m.Location != nil {
			at = fmt.Sprintf("%s:%d: ", m.Location.File, m.Location.Line)
		}
		errs = append(errs, errors.New(at+m.Text))
	}
	return errors.Join(errs...)
}

// address finds addresses that a browser would fetch, of another host or of a file that is not in the bundle; namespaces
// are not fetched.
var address = regexp.MustCompile(`(?i)(url\(\s*["']?(https?:|/)|@import)[^)\s]*`)

func outside(b []byte) error {
	if a := address.Find(b); a != nil {
		return fmt.Errorf("it would fetch %q: only our own files may be fetched", a)
	}
	return nil
}

// hash is 8 characters of the content's SHA-256.
func hash(b []byte) string {
	sum := sha256.Sum256(b)
	return strings.ToLower(base32.StdEncoding.EncodeToString(sum[:])[:8])
}

// clear removes an older bundle and nothing else.
func clear(out string) error {
	if err := os.MkdirAll(out, 0o755); err != nil {
		return err
	}
	for _, p := range []string{"app-*", "icon-*", "manifest.json"} {
		old, err := filepath.Glob(filepath.Join(out, p))
		if err != nil {
			return err
		}
		for _, f := range old {
			if err := os.Remove(f); err != nil {
				return err
			}
		}
	}
	return nil
}

// write stores the file and its compressed copy.
func write(out, name string, b []byte) error {
	var buf bytes.Buffer
	gz, err := gzip.NewWriterLevel(&buf, gzip.BestCompression)
	if err != nil {
		return err
	}
	if _, err := gz.Write(b); err != nil {
		return err
	}
	if err := gz.Close(); err != nil {
		return err
	}
	fmt.Printf("%-24s %6d bytes, %6d compressed\n", name, len(b), buf.Len())
	if err := os.WriteFile(filepath.Join(out, name), b, 0o644); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(out, name+".gz"), buf.Bytes(), 0o644)
}
