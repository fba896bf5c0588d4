package tasks

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

func newRegistry(kept int) *Registry {
	return New(Options{Limit: time.Minute, Kept: kept, Log: slog.New(slog.DiscardHandler)})
}

func start(t *testing.T, registry *Registry, work func(context.Context) error) string {
	t.Helper()
	id, err := registry.Start("test", work)
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func TestOutcome(t *testing.T) {
	tests := map[string]struct {
		work func(context.Context) error
		want string
	}{
		"success":          {func(context.Context) error { return nil }, ""},
		"failure":          {func(context.Context) error { return errors.New("no space") }, "no space"},
		"panic":            {func(context.Context) error { panic("oh") }, "oh"},
		"longer than ever": {func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() }, "deadline exceeded"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				registry := newRegistry(10)
				id := start(t, registry, test.work)
				time.Sleep(2 * time.Minute)
				status, known := registry.Status(id)
				if !known || !status.Done {
					t.Fatalf("known=%v, done=%v", known, status.Done)
				}
				if (test.want == "") != (status.Error == "") || !strings.Contains(status.Error, test.want) {
					t.Errorf("error %q, want %q", status.Error, test.want)
				}
			})
		})
	}
}

func TestRunningTaskIsNotDone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		registry := newRegistry(10)
		id := start(t, registry, func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() })
		synctest.Wait()
		if status, known := registry.Status(id); !known || status.Done {
			t.Errorf("known=%v, done=%v", known, status.Done)
		}
		if running := registry.Running(); running != 1 {
			t.Errorf("%d tasks are running, want 1", running)
		}
		time.Sleep(2 * time.Minute)
	})
}

func TestUnknownTask(t *testing.T) {
	if _, known := newRegistry(1).Status("task-nobody"); known {
		t.Error("a task that never was is known")
	}
}

func TestOldestIsForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		registry := newRegistry(2)
		var ids []string
		for range 3 {
			ids = append(ids, start(t, registry, func(context.Context) error { return nil }))
			synctest.Wait()
		}
		for at, want := range []bool{false, true, true} {
			if _, known := registry.Status(ids[at]); known != want {
				t.Errorf("task %d: known=%v, want %v", at, known, want)
			}
		}
	})
}

func TestShutdown(t *testing.T) {
	tests := map[string]struct {
		takes time.Duration
		want  error
	}{
		"waits":    {5 * time.Second, nil},
		"cuts off": {30 * time.Second, context.DeadlineExceeded},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				registry := newRegistry(10)
				start(t, registry, func(ctx context.Context) error {
					select {
					case <-time.After(test.takes):
						return nil
					case <-ctx.Done():
						return ctx.Err()
					}
				})
				grace, cancel := context.WithTimeout(t.Context(), 10*time.Second)
				defer cancel()
				if err := registry.Shutdown(grace); !errors.Is(err, test.want) {
					t.Errorf("Shutdown: %v, want %v", err, test.want)
				}
				if running := registry.Running(); running != 0 {
					t.Errorf("%d tasks are running after Shutdown", running)
				}
				if _, err := registry.Start("late", nil); !errors.Is(err, ErrClosed) {
					t.Errorf("Start after Shutdown: %v, want ErrClosed", err)
				}
			})
		})
	}
}

func TestManyAtOnce(t *testing.T) {
	registry := newRegistry(1000)
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 50 {
				id, err := registry.Start("test", func(context.Context) error { return nil })
				if err != nil {
					t.Error(err)
				}
				registry.Status(id)
				registry.Running()
			}
		})
	}
	group.Wait()
	if err := registry.Shutdown(t.Context()); err != nil {
		t.Fatal(err)
	}
	if kept := len(registry.finished); kept != 400 {
		t.Errorf("%d tasks finished, want 400", kept)
	}
}
