package main

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strconv"
	"syscall"
	"time"
)

// errNoPostgres says what to do; the command runs all the same.
var errNoPostgres = errors.New("PostgreSQL is not installed here; install the package postgresql (its initdb and postgres commands) and run this again")

// cluster is one running PostgreSQL server with its folder.
type cluster struct {
	folder string
	port   int
	log    bytes.Buffer
	server *exec.Cmd
	ended  chan error
}

// findPostgres gives the folder that holds initdb and postgres: on the PATH, else the newest that Debian's layout has.
func findPostgres() (string, error) {
	if p, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(p), nil
	}
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if len(found) == 0 {
		return "", errNoPostgres
	}
	version := func(p string) int {
		n, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(p))))
		return n
	}
	sort.Slice(found, func(i, j int) bool { return version(found[i]) > version(found[j]) })
	return filepath.Dir(found[0]), nil
}

// installPostgres tries apt as root and tells whether it went well. What apt says goes to our error output.
func installPostgres() bool {
	apt, err := exec.LookPath("apt-get")
	if err != nil || os.Geteuid() != 0 {
		return false
	}
	fmt.Fprintln(os.Stderr, "pgrun: installing PostgreSQL with apt")
	for _, args := range [][]string{{"-q", "update"}, {"-q", "-y", "install", "postgresql"}} {
		cmd := exec.Command(apt, args...)
		cmd.Env = append(os.Environ(), "DEBIAN_FRONTEND=noninteractive")
		cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
		if err := cmd.Run(); err != nil {
			fmt.Fprintln(os.Stderr, "pgrun: apt-get:", err)
			return false
		}
	}
	return true
}

// newCluster makes a cluster in a temporary folder with the programs in bin and waits until it answers.
func newCluster(bin string, durable bool) (*cluster, error) {
	folder, err := os.MkdirTemp("", "headroom-pg-")
	if err != nil {
		return nil, err
	}
	c := &cluster{folder: folder}
	if err := giveFolder(folder); err != nil {
		_ = os.RemoveAll(folder)
		return nil, err
	}
	data := filepath.Join(folder, "data")
	initdb := exec.Command(filepath.Join(bin, "initdb"), "-D", data, "-U", "postgres", "-A", "trust",
		"-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions")
	initdb.SysProcAttr, initdb.Dir = lesserUser(), folder
	if out, err := initdb.CombinedOutput(); err != nil {
		_ = os.RemoveAll(folder)
		return nil, fmt.Errorf("initdb failed: %w\n%s", err, out)
	}
	// Another process may take the free port before the server does: try a few times.
	for range 3 {
		if err = c.start(filepath.Join(bin, "postgres"), data, durable); err == nil {
			return c, nil
		}
	}
	_ = os.RemoveAll(folder)
	return nil, err
}

// start runs the server on a free port and waits for it.
func (c *cluster) start(postgres, data string, durable bool) error {
	port, err := freePort()
	if err != nil {
		return err
	}
	args := []string{"-D", data, "-p", strconv.Itoa(port), "-c", "listen_addresses=127.0.0.1",
		"-c", "unix_socket_directories=", "-c", "max_connections=200", "-c", "timezone=UTC"}
	if !durable {
		args = append(args, "-c", "fsync=off", "-c", "full_page_writes=off", "-c", "synchronous_commit=off")
	}
	c.log.Reset()
	c.port, c.ended = port, make(chan error, 1)
	c.server = exec.Command(postgres, args...)
	c.server.SysProcAttr, c.server.Dir = lesserUser(), c.folder
	c.server.Stdout, c.server.Stderr = &c.log, &c.log
	if err := c.server.Start(); err != nil {
		return err
	}
	go func() { c.ended <- c.server.Wait() }()
	return c.await()
}

// await returns when the server takes connections, or with its log when it has ended or is silent for half a minute.
func (c *cluster) await() error {
	deadline := time.After(30 * time.Second)
	for {
		select {
		case <-c.ended:
			return fmt.Errorf("the PostgreSQL server ended at once:\n%s", c.log.String())
		case <-deadline:
			c.stopServer()
			return errors.New("the PostgreSQL server did not answer within 30 seconds")
		case <-time.After(50 * time.Millisecond):
			if c.answers() {
				return nil
			}
		}
	}
}

// answers begins a session as a client would. A server that is ready asks for (or waives) the password with a message R;
// one that still recovers says so with an error message E, though it takes connections already.
func (c *cluster) answers() bool {
	conn, err := net.DialTimeout("tcp", fmt.Sprintf("127.0.0.1:%d", c.port), time.Second)
	if err != nil {
		return false
	}
	defer func() { _ = conn.Close() }()
	_ = conn.SetDeadline(time.Now().Add(time.Second))
	const settings = "user\x00postgres\x00database\x00postgres\x00\x00"
	hello := binary.BigEndian.AppendUint32(nil, uint32(8+len(settings)))
	hello = binary.BigEndian.AppendUint32(hello, 3<<16) // protocol 3.0
	if _, err := conn.Write(append(hello, settings...)); err != nil {
		return false
	}
	reply := make([]byte, 1)
	_, err = conn.Read(reply)
	return err == nil && reply[0] == 'R'
}

// address is what a client connects to.
func (c *cluster) address() string {
	return fmt.Sprintf("postgres://postgres@127.0.0.1:%d/postgres?sslmode=disable", c.port)
}

// stop ends the server and deletes its folder.
func (c *cluster) stop() {
	c.stopServer()
	_ = os.RemoveAll(c.folder)
}

// stopServer asks for a fast shutdown (SIGINT), and after ten seconds insists.
func (c *cluster) stopServer() {
	_ = c.server.Process.Signal(syscall.SIGINT)
	select {
	case <-c.ended:
	case <-time.After(10 * time.Second):
		_ = c.server.Process.Signal(syscall.SIGQUIT)
		<-c.ended
	}
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	defer func() { _ = l.Close() }()
	addr, ok := l.Addr().(*net.TCPAddr)
	if !ok {
		return 0, errors.New("no free port can be found")
	}
	return addr.Port, nil
}
