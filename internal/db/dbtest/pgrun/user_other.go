//go:build !linux

package main

import "syscall"

// giveFolder does nothing: away from Linux pgrun is expected to run as an ordinary user.
func giveFolder(string) error { return nil }

// lesserUser starts the server as ourselves.
func lesserUser() *syscall.SysProcAttr { return &syscall.SysProcAttr{} }
