package provider

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"google.golang.org/grpc/codes"

	providerv1 "scaffold.invalid/module/internal/gen/provider/v1"
	"scaffold.invalid/module/internal/hypervisor"
	"scaffold.invalid/module/internal/memory"
)

func TestCreated(t *testing.T) {
	c := newClient(t)
	answer, err := c.Create(t.Context(), &providerv1.CreateRequest{
		Name:         "web",
		ClassJson:    `{"CPU":2,"MemoryMiB":2048}`,
		DisksJson:    `[{"Name":"data","SizeGiB":5}]`,
		NetworksJson: `[{"Name":"lan","MacAddress":"02:00:00:00:00:01"}]`,
	})
	c.wait(must(answer, err)(t).GetTask())
	row := c.listed(answer.GetId())
	if row.GetName() != "web" || row.GetCpu() != 2 || row.GetMemoryMib() != 2048 || row.GetPowerState() != "Off" {
		t.Errorf("listed as %v", row)
	}
	if len(row.GetDisks()) != 2 || row.GetDisks()[1].GetSizeGib() != 5 {
		t.Errorf("disks %v", row.GetDisks())
	}
	if len(row.GetNetworks()) != 1 || row.GetNetworks()[0].GetMac() != "02:00:00:00:00:01" {
		t.Errorf("networks %v", row.GetNetworks())
	}
	described := must(c.Describe(t.Context(), &providerv1.DescribeRequest{Id: answer.GetId()}))(t)
	if !described.GetExists() || !json.Valid([]byte(described.GetProviderRawJson())) {
		t.Errorf("described as %v", described)
	}
}

func TestRefused(t *testing.T) {
	c := newClient(t)
	c.vm("taken")
	tests := map[string]struct {
		call func(ctx context.Context) error
		want codes.Code
	}{
		"create without a name": {func(ctx context.Context) error {
			_, err := c.Create(ctx, &providerv1.CreateRequest{})
			return err
		}, codes.InvalidArgument},
		"create of a taken name": {func(ctx context.Context) error {
			_, err := c.Create(ctx, &providerv1.CreateRequest{Name: "taken"})
			return err
		}, codes.AlreadyExists},
		"create with broken JSON": {func(ctx context.Context) error {
			_, err := c.Create(ctx, &providerv1.CreateRequest{Name: "new", ClassJson: "{"})
			return err
		}, codes.InvalidArgument},
		"create with negative sizes": {func(ctx context.Context) error {
			_, err := c.Create(ctx, &providerv1.CreateRequest{Name: "new", ClassJson: `{"CPU":-1}`})
			return err
		}, codes.InvalidArgument},
		"create with a disk of no size": {func(ctx context.Context) error {
			_, err := c.Create(ctx, &providerv1.CreateRequest{Name: "new", DisksJson: `[{"SizeGiB":-1}]`})
			return err
		}, codes.InvalidArgument},
		"delete of an absent VM": {func(ctx context.Context) error {
			_, err := c.Delete(ctx, &providerv1.DeleteRequest{Id: "absent"})
			return err
		}, codes.NotFound},
		"power of an absent VM": {func(ctx context.Context) error {
			_, err := c.Power(ctx, &providerv1.PowerRequest{Id: "absent", Op: providerv1.PowerOp_POWER_OP_ON})
			return err
		}, codes.NotFound},
		"power without an operation": {func(ctx context.Context) error {
			_, err := c.Power(ctx, &providerv1.PowerRequest{Id: "absent"})
			return err
		}, codes.InvalidArgument},
		"reconfigure of an absent VM": {func(ctx context.Context) error {
			_, err := c.Reconfigure(ctx, &providerv1.ReconfigureRequest{Id: "absent"})
			return err
		}, codes.NotFound},
		"disk of an absent VM": {func(ctx context.Context) error {
			_, err := c.GetDiskInfo(ctx, &providerv1.GetDiskInfoRequest{VmId: "absent"})
			return err
		}, codes.NotFound},
		"status of no task": {func(ctx context.Context) error {
			_, err := c.TaskStatus(ctx, &providerv1.TaskStatusRequest{})
			return err
		}, codes.InvalidArgument},
		"status of an unknown task": {func(ctx context.Context) error {
			_, err := c.TaskStatus(ctx, &providerv1.TaskStatusRequest{Task: &providerv1.TaskRef{Id: "task-x"}})
			return err
		}, codes.NotFound},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) { wantCode(t, test.call(t.Context()), test.want) })
	}
}

func TestPower(t *testing.T) {
	c := newClient(t)
	id := c.vm("one")
	steps := []struct {
		op   providerv1.PowerOp
		want string
	}{
		{providerv1.PowerOp_POWER_OP_ON, "On"},
		{providerv1.PowerOp_POWER_OP_ON, "On"},
		{providerv1.PowerOp_POWER_OP_REBOOT, "On"},
		{providerv1.PowerOp_POWER_OP_SHUTDOWN_GRACEFUL, "OffGraceful"},
		{providerv1.PowerOp_POWER_OP_ON, "On"},
		{providerv1.PowerOp_POWER_OP_OFF, "Off"},
	}
	for _, step := range steps {
		c.power(id, step.op)
		if got := c.listed(id).GetPowerState(); got != step.want {
			t.Errorf("after %v the VM is %s, want %s", step.op, got, step.want)
		}
	}
	answer, err := c.Power(t.Context(), &providerv1.PowerRequest{Id: id, Op: providerv1.PowerOp_POWER_OP_REBOOT})
	if message := c.outcome(must(answer, err)(t).GetTask()); message == "" {
		t.Error("a VM that is Off was rebooted")
	}
}

func TestReconfigureKeepsTheRest(t *testing.T) {
	c := newClient(t)
	id, other := c.vm("one"), c.vm("two")
	c.reconfigure(id, `{"Class":{"CPU":4},"Disks":[{"Name":"root","SizeGiB":20}]}`)
	row := c.listed(id)
	if row.GetCpu() != 4 || row.GetMemoryMib() != 512 || row.GetDisks()[0].GetSizeGib() != 20 || len(row.GetDisks()) != 1 {
		t.Errorf("reconfigured to %v", row)
	}
	if row := c.listed(other); row.GetCpu() != 1 || row.GetDisks()[0].GetSizeGib() != 10 {
		t.Errorf("the other VM changed to %v", row)
	}
	answer, err := c.Reconfigure(t.Context(), &providerv1.ReconfigureRequest{Id: id, DesiredJson: `{"Disks":[{"Name":"root","SizeGiB":1}]}`})
	if message := c.outcome(must(answer, err)(t).GetTask()); message == "" {
		t.Error("a disk was shrunk")
	}
}

func TestDeleteRemovesOnlyThat(t *testing.T) {
	c := newClient(t)
	id, other := c.vm("one"), c.vm("one-more")
	answer, err := c.Delete(t.Context(), &providerv1.DeleteRequest{Id: id})
	c.wait(must(answer, err)(t).GetTask())
	if c.listed(id) != nil || c.listed(other) == nil {
		t.Error("another VM was deleted")
	}
	described := must(c.Describe(t.Context(), &providerv1.DescribeRequest{Id: id}))(t)
	if described.GetExists() {
		t.Error("a deleted VM exists")
	}
	c.vm("one")
}

// stuck never answers before its context ends.
type stuck struct{ hypervisor.Hypervisor }

func (stuck) List(ctx context.Context) ([]hypervisor.VM, error) {
	<-ctx.Done()
	return nil, ctx.Err()
}

func TestDeadlineEndsTheCall(t *testing.T) {
	c := clientOf(t, stuck{memory.New(0)})
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err := c.ListVMs(ctx, &providerv1.ListVMsRequest{})
	wantCode(t, err, codes.DeadlineExceeded)
}
