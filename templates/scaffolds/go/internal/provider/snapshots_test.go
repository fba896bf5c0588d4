package provider

import (
	"testing"

	"google.golang.org/grpc/codes"

	providerv1 "scaffold.invalid/module/internal/gen/provider/v1"
)

func (c client) snapshot(id string) string {
	c.t.Helper()
	answer, err := c.SnapshotCreate(c.t.Context(), &providerv1.SnapshotCreateRequest{VmId: id, NameHint: "before"})
	c.wait(must(answer, err)(c.t).GetTask())
	return answer.GetSnapshotId()
}

func (c client) revert(id, snapshot string) {
	c.t.Helper()
	answer, err := c.SnapshotRevert(c.t.Context(), &providerv1.SnapshotRevertRequest{VmId: id, SnapshotId: snapshot})
	c.wait(must(answer, err)(c.t).GetTask())
}

func TestRevertBringsBackEachState(t *testing.T) {
	c := newClient(t)
	id := c.vm("one")
	first := c.snapshot(id)
	c.reconfigure(id, `{"Class":{"CPU":2},"Disks":[{"Name":"root","SizeGiB":20}]}`)
	second := c.snapshot(id)
	c.reconfigure(id, `{"Class":{"CPU":3}}`)
	for _, step := range []struct {
		to   string
		cpu  int32
		disk int32
	}{{first, 1, 10}, {second, 2, 20}, {first, 1, 10}} {
		c.revert(id, step.to)
		row := c.listed(id)
		if row.GetCpu() != step.cpu || row.GetDisks()[0].GetSizeGib() != step.disk {
			t.Errorf("reverted to %d CPUs and %d GiB, want %d and %d",
				row.GetCpu(), row.GetDisks()[0].GetSizeGib(), step.cpu, step.disk)
		}
	}
	info := must(c.GetDiskInfo(t.Context(), &providerv1.GetDiskInfoRequest{VmId: id}))(t)
	if got := info.GetSnapshots(); len(got) != 2 || got[0] != first || got[1] != second {
		t.Errorf("GetDiskInfo tells the snapshots %v", got)
	}
}

func TestDeletedSnapshotIsGone(t *testing.T) {
	c := newClient(t)
	id := c.vm("one")
	first, second := c.snapshot(id), c.snapshot(id)
	answer, err := c.SnapshotDelete(t.Context(), &providerv1.SnapshotDeleteRequest{VmId: id, SnapshotId: first})
	c.wait(must(answer, err)(t).GetTask())
	_, err = c.SnapshotRevert(t.Context(), &providerv1.SnapshotRevertRequest{VmId: id, SnapshotId: first})
	wantCode(t, err, codes.NotFound)
	c.revert(id, second)
}

func TestSnapshotRefused(t *testing.T) {
	c := newClient(t)
	id, other := c.vm("one"), c.vm("two")
	foreign := c.snapshot(other)
	_, err := c.SnapshotRevert(t.Context(), &providerv1.SnapshotRevertRequest{VmId: id, SnapshotId: foreign})
	wantCode(t, err, codes.NotFound)
	_, err = c.SnapshotCreate(t.Context(), &providerv1.SnapshotCreateRequest{VmId: "absent"})
	wantCode(t, err, codes.NotFound)
	_, err = c.SnapshotCreate(t.Context(), &providerv1.SnapshotCreateRequest{VmId: id, IncludeMemory: true})
	wantCode(t, err, codes.Unimplemented)
}
