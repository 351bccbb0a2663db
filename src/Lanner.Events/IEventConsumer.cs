namespace Lanner.Events;

/// <summary>Takes events one after another, in order. The view is valid only during the call.</summary>
public interface IEventConsumer
{
    void OnEvent(in EventView view);
}
