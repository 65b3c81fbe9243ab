package browser

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// Scene is what to do in one browser with an empty profile, step by step.
type Scene struct {
	Steps     []Step `json:"steps"`
	Width     int    `json:"width"`           // in pixels; 390, a phone, when 0
	NoScripts bool   `json:"noScripts"`       // plays it as in a browser without scripts
	Shots     string `json:"shots,omitempty"` // the folder for pictures; empty takes none
}

// Step is one thing done. Do is "open" (Value an address), "type" (Value into At), "press" (At), "wait" (until At shows
// Value), "offline", "online", "reload", "look" (at the value or text of At) or "shot" (a picture called Value). At is a
// CSS selector.
type Step struct {
	Do    string `json:"do"`
	At    string `json:"at,omitempty"`
	Value string `json:"value,omitempty"`
}

// Play plays the scene and gives what each look saw. A step that does not come about within 15 seconds is an error that
// names it.
func Play(ctx context.Context, root string, scene Scene) ([]string, error) {
	in, err := json.Marshal(scene)
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, "node", filepath.Join(root, "internal", "web", "browser", "play.mjs"))
	cmd.Dir = root
	cmd.Env = append(os.Environ(), ChromiumEnv+"="+chromium())
	cmd.Stdin = bytes.NewReader(in)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("play.mjs: %w\n%s", err, stderr.String())
	}
	var seen []string
	if err := json.Unmarshal(out, &seen); err != nil {
		return nil, fmt.Errorf("play.mjs: %w\n%s", err, out)
	}
	return seen, nil
}
