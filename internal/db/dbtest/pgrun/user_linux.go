package main

import (
	"fmt"
	"os"
	"os/user"
	"strconv"
	"syscall"
)

// serverUser gives the numbers of the user that the server runs as when we are root: postgres, else nobody.
func serverUser() (uid, gid int, err error) {
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err1 := strconv.Atoi(u.Uid)
		gid, err2 := strconv.Atoi(u.Gid)
		if err1 == nil && err2 == nil {
			return uid, gid, nil
		}
	}
	return 0, 0, fmt.Errorf("PostgreSQL does not run as root, and there is neither a user postgres nor nobody")
}

// giveFolder hands the folder to the server's user when we are root.
func giveFolder(folder string) error {
	if os.Geteuid() != 0 {
		return nil
	}
	uid, gid, err := serverUser()
	if err != nil {
		return err
	}
	return os.Chown(folder, uid, gid)
}

// lesserUser is how the server is started: as its own user when we are root, in its own process group so that an
// interrupt at the keyboard reaches it only through us, and ended by the kernel when we are killed.
func lesserUser() *syscall.SysProcAttr {
	attr := &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGQUIT}
	if os.Geteuid() == 0 {
		if uid, gid, err := serverUser(); err == nil {
			attr.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid), NoSetGroups: false}
		}
	}
	return attr
}
