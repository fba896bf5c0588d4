// Package tasks keeps work that goes on after its call has been answered.
package tasks

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"
)

// ErrClosed is the answer of a registry that is shutting down.
var ErrClosed = errors.New("shutting down")

// Status is how far a task is. An error is final, and Done is true with it.
type Status struct {
	Done  bool
	Error string
}

// Options limit a registry.
type Options struct {
	// Limit is how long one task may take.
	Limit time.Duration
	// Kept is how many finished tasks are remembered.
	Kept int
	Log  *slog.Logger
}

// Registry may be used by many goroutines at once.
type Registry struct {
	options Options
	// running is cancelled when tasks have to end.
	running context.Context
	cancel  context.CancelFunc
	group   sync.WaitGroup

	mu       sync.Mutex
	closed   bool
	tasks    map[string]Status
	finished []string
}

// New returns a registry; Shutdown ends it.
func New(options Options) *Registry {
	running, cancel := context.WithCancel(context.Background())
	return &Registry{options: options, running: running, cancel: cancel, tasks: map[string]Status{}}
}

// Start begins work and returns the id of its task. The work's context ends
// after the limit and when the registry is shut down.
func (r *Registry) Start(operation string, work func(context.Context) error) (string, error) {
	id := "task-" + rand.Text()
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.closed {
		return "", ErrClosed
	}
	r.tasks[id] = Status{}
	r.group.Go(func() { r.finish(id, operation, r.run(work)) })
	return id, nil
}

// Status tells how far a task is, and whether there is one of this id.
func (r *Registry) Status(id string) (Status, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	status, known := r.tasks[id]
	return status, known
}

// Running is how many tasks are not done.
func (r *Registry) Running() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.tasks) - len(r.finished)
}

// Shutdown takes no new tasks and waits for those that run. When its context
// ends it cancels them, waits until they have noticed, and returns that error.
func (r *Registry) Shutdown(ctx context.Context) error {
	r.mu.Lock()
	r.closed = true
	r.mu.Unlock()
	done := make(chan struct{})
	go func() {
		r.group.Wait()
		close(done)
	}()
	defer r.cancel()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		r.cancel()
		<-done
		return ctx.Err()
	}
}

func (r *Registry) run(work func(context.Context) error) (err error) {
	ctx, cancel := context.WithTimeout(r.running, r.options.Limit)
	defer cancel()
	defer func() {
		if recovered := recover(); recovered != nil {
			err = fmt.Errorf("the task broke: %v", recovered)
		}
	}()
	return work(ctx)
}

func (r *Registry) finish(id, operation string, err error) {
	status := Status{Done: true}
	if err != nil {
		status.Error = err.Error()
		r.options.Log.Error("task failed", "task", id, "operation", operation, "error", err)
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.tasks[id] = status
	r.finished = append(r.finished, id)
	if len(r.finished) > r.options.Kept {
		delete(r.tasks, r.finished[0])
		r.finished = r.finished[1:]
	}
}
